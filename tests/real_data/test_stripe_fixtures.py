import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.real_data.seller_files import write_seller

pytestmark = pytest.mark.real_data
FILE = "stripe_fixtures/fixtures3.json"
AS_OF = date(2026, 3, 31)
MAPPED = ("charge", "refund", "payout")


@pytest.fixture
def landed(real_file: Callable[[str], Path], land, tmp_path: Path):
    """Stripe's own objects, the charge given the customer that fixtures lack."""
    fixtures = json.loads(real_file(FILE).read_text())
    resources = fixtures["resources"]
    customer = resources["customer"]["id"]
    resources["charge"]["customer"] = customer
    folder = tmp_path / "folder"
    write_seller(folder, currency="USD", time_zone="UTC", companies=[customer])
    (folder / "stripe").mkdir()
    (folder / "stripe" / "objects.json").write_text(json.dumps(fixtures))
    return resources, land(folder, AS_OF)


def test_stripes_own_charge_lands_as_a_payment(landed):
    resources, con = landed
    charge = resources["charge"]

    found = con.execute(
        "select payment_id, company_id, amount_minor, currency, method, status,"
        " epoch(received_at) from raw.payments"
    ).fetchall()

    assert found == [
        (
            charge["id"],
            resources["customer"]["id"],
            charge["amount"],
            charge["currency"].upper(),
            "card",
            "pending",
            charge["created"],
        )
    ]


def test_refunds_and_payouts_sum_to_the_fixtures_own_amounts(landed):
    resources, con = landed

    refunded = con.execute("select sum(amount_minor) from raw.refunds").fetchone()
    paid_out = con.execute("select sum(amount_minor) from raw.payouts").fetchone()

    assert refunded == (resources["refund"]["amount"],)
    assert paid_out == (resources["payout"]["amount"],)


def test_every_object_is_accepted_or_set_apart_with_its_reason(landed):
    resources, con = landed

    records, accepted = con.execute(
        """
        select sum(records), sum(accepted) from raw.landed_files
        where source = 'stripe'
        """
    ).fetchone()
    reasons = con.execute(
        "select count(*) from raw.quarantine where source = 'stripe' and reason <> ''"
    ).fetchone()

    assert (records, accepted) == (len(resources), len(MAPPED))
    assert reasons == (len(resources) - len(MAPPED),)


def test_a_charge_without_a_customer_is_not_guessed(
    real_file: Callable[[str], Path], land, tmp_path: Path
):
    folder = tmp_path / "folder"
    write_seller(folder, currency="USD", time_zone="UTC", companies=["somebody"])
    (folder / "stripe").mkdir()
    (folder / "stripe" / "objects.json").write_bytes(real_file(FILE).read_bytes())

    con = land(folder, AS_OF)

    assert con.execute("select count(*) from raw.payments").fetchone() == (0,)
    found = con.execute(
        "select reason from raw.quarantine where column_name = 'company_id'"
        " and table_name = 'payments'"
    ).fetchall()
    assert found == [("no customer and no metadata.company_id names who paid",)]
