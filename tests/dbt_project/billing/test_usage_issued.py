"""What an issued metered period cost stands, until its use or its days are others."""

from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.issuing import issue_drafts
from tests.support.world import Row, Value, bill, rows

pytestmark = pytest.mark.slow

MARCH_1, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)
IN_FEBRUARY, IN_MARCH = "2026-02-10T12:00:00Z", "2026-03-10T12:00:00Z"
TRANSACTED: dict[str, Value] = {
    "charge_model": "percentage",
    "percent": 100,
    "fixed_amount": "600",
}
OFFERS: dict[str, dict[str, Value]] = {
    "edited": {"unit_amount": "7"},
    "edited_late": {"unit_amount": "7"},
    "edited_trial": {"unit_amount": "7"},
    "overridden": {"unit_amount": "7"},
    "expired": {"unit_amount": "7"},
    "expired_late": {"unit_amount": "7"},
    "succeeded": {"unit_amount": "7"},
    "imported": {"unit_amount": "7"},
    "repriced": {"unit_amount": "7"},
    "unmeasured": {"unit_amount": "7"},
    "shortened": {"unit_amount": "7", "minimum_minor": 1400},
    "transacted": TRANSACTED,
    "transacted_late": TRANSACTED,
}
CONTRACTED = ("expired", "expired_late", "succeeded")
# what April's draft says of February, of which 100 units were issued for 700
ADJUSTED = {
    # 101 units cost 8 each by now, as a whole
    "edited_late": 101 * 8 - 700,
    # the contract was in force on February 1
    "expired_late": 5,
    # the period has less than half its days, and so has the minimum
    "shortened": 700 - 1400,
    # its first day has other terms by now
    "repriced": 200,
    # it says no quantity, so that only its amount can be compared
    "unmeasured": 200,
    # 50 and 50 are 100 again, with twice the fee of a transaction
    "transacted_late": 600,
}


def known() -> World:
    """February's use of each company, of a product of its own."""
    world = World()
    for company, offer in OFFERS.items():
        world.product(company, category="usage")
        world.price(company, **offer)
        contract = {"contract_id": company} if company in CONTRACTED else {}
        trial = {"trial_ends_on": "2026-02-03"} if company == "edited_trial" else {}
        started = {"started_on": "2026-02-01"}
        world.subscribe(company, company, meter="gb", **started, **contract, **trial)
        world.use(company, IN_FEBRUARY, "100", event_id=company)
    for company in CONTRACTED:
        agreed = {"company_id": company, "type": "msa", "status": "active"}
        dates = {"starts_on": "2026-01-01", "ends_on": "2026-03-01"}
        world.add("contracts", contract_id=company, **agreed, **dates)
        dear = {"contract_id": company, "unit_amount": "5"}
        world.price(company, price_id=f"{company} agreed", **dear)
    world.add(
        "price_overrides",
        override_id="overridden",
        company_id="overridden",
        product_id="overridden",
        kind="price",
        value="5",
        effective_from="2026-01-01",
        approved_by="cfo",
    )
    return world


def learned() -> World:
    """What was changed in March, after February had been issued."""
    world = known()
    for table, company, column, value in (
        ("prices", "edited", "unit_amount", "8"),
        ("prices", "edited_late", "unit_amount", "8"),
        ("prices", "edited_trial", "unit_amount", "8"),
        ("prices", "transacted", "fixed_amount", "601"),
        ("price_overrides", "overridden", "effective_to", "2026-02-01"),
        ("contracts", "expired", "status", "expired"),
        ("contracts", "expired_late", "status", "expired"),
        ("subscriptions", "succeeded", "contract_id", "successor"),
        ("subscriptions", "shortened", "ended_on", "2026-02-13"),
    ):
        for row in world.tables[table]:
            if row.get("product_id", row.get("company_id", company)) == company:
                row[column] = value
    world.add(
        "contracts",
        contract_id="successor",
        company_id="succeeded",
        type="msa",
        status="active",
        starts_on="2026-03-01",
    )
    world.price("repriced", price_id="other", tier="x", unit_amount="9")
    world.change("repriced", "2026-02-01T18:00:00Z", price_id="other")
    late = {"received_at": IN_MARCH}
    for company in ("edited_late", "expired_late"):
        world.use(company, IN_FEBRUARY, "1", **late)
    corrected = {"corrects_event_id": "transacted_late"}
    world.use("transacted_late", IN_FEBRUARY, "50", **late, **corrected)
    world.use("transacted_late", IN_FEBRUARY, "50", **late)
    return world


def issued_in_february(compiled: CompiledModels, folder: Path) -> dict[str, list[Row]]:
    """What was issued for February, some of it by a replaced system for 500."""
    issued = issue_drafts(bill(folder, compiled, as_of=MARCH_1, **known().tables))
    for line in issued["issued_invoice_lines"]:
        if line["item_id"] in ("imported", "unmeasured"):
            line["amount_minor"] = 500
        if line["item_id"] == "unmeasured":
            line["quantity"] = None
    for invoice in issued["issued_invoices"]:
        if invoice["company_id"] in ("imported", "unmeasured"):
            invoice["total_minor"] = 500
    return issued


@pytest.mark.rule("5.4", "3.1", "3.10")
def test_the_same_use_of_the_same_days_is_never_charged_again(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    issued = issued_in_february(compiled_models, tmp_path / "then")
    con = bill(
        *(tmp_path / "now", compiled_models),
        as_of=APRIL_1,
        **learned().tables,
        **issued,
    )
    found = rows(
        con,
        "select company_id, amount_minor from marts.invoice_lines "
        "where source = 'draft' and period_start < '2026-03-01'",
    )

    assert dict(found) == ADJUSTED
    assert len(found) == len(ADJUSTED)
    assert violations(con, compiled_models.tests) == {}
