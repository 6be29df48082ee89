"""Every room counts a currency's money as the one table of exponents says (1.1)."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.domain.money import Money
from app.store.database import open_store, sqlite_url
from app.store.tables.delivery import outbox
from ingest.adapters.stripe_amounts import minor_of, minor_of_major
from ingest.validation.known_values import CURRENCY_CODES
from tests.app.drafts import FINANCE, draft, line
from tests.support.repository import ROOT

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
with (ROOT / "dbt_project/seeds/currency_exponents.csv").open() as file:
    EXPONENTS = {
        row["currency"]: (int(row["exponent"]), int(row["stripe_exponent"]))
        for row in csv.DictReader(file)
    }


@pytest.mark.rule("1.1", "trap 32")
@pytest.mark.parametrize("currency", EXPONENTS)
def test_money_sent_to_stripe_and_read_back_is_the_same(currency: str) -> None:
    exponent, at_stripe = EXPONENTS[currency]
    minor = 1234500

    sent = Money(minor, currency).in_units_of(exponent, wanted=at_stripe)

    assert Decimal(sent).scaleb(-at_stripe) == Decimal(minor).scaleb(-exponent)
    assert minor_of(sent, currency) == str(minor)


@pytest.mark.rule("1.1", "trap 32")
@pytest.mark.parametrize("currency", EXPONENTS)
def test_major_units_of_a_report_become_minor_units(currency: str) -> None:
    exponent, _ = EXPONENTS[currency]

    assert minor_of_major("1,234", currency) == str(1234 * 10**exponent)


@pytest.mark.rule("1.1", "1.6")
def test_every_currency_of_the_input_has_an_exponent() -> None:
    assert len(CURRENCY_CODES) > 150
    assert set(CURRENCY_CODES) <= set(EXPONENTS)


@pytest.mark.rule("1.1", "trap 32")
@pytest.mark.parametrize(
    ("currency", "minor", "at_stripe"),
    [
        ("JPY", 5000, 5000),
        ("KRW", 5000, 5000),
        ("USD", 5000, 5000),
        ("KWD", 5000, 5000),
        # Stripe counts these in hundredths, although they have none
        ("ISK", 5000, 500000),
        ("UGX", 5000, 500000),
        # and this one whole, although it has hundredths
        ("MGA", 5000, 50),
    ],
)
def test_an_issued_invoice_asks_stripe_for_what_it_says(
    tmp_path: Path, currency: str, minor: int, at_stripe: int
) -> None:
    exponent, stripe_exponent = EXPONENTS[currency]
    charge = line(amount_minor=minor, discount_minor=0, tax_minor=0)
    one = draft(
        currency=currency,
        exponent=exponent,
        stripe_exponent=stripe_exponent,
        lines=[charge],
    )
    store = open_store(sqlite_url(tmp_path / "tallyhouse.sqlite"))
    place = Workplace(store, {one.invoice_id: one}.get, lambda: NOW)

    command = IssueInvoice(draft_id=one.invoice_id)
    perform(command, actor=FINANCE, op_key="op", workplace=place)

    with store.reading() as connection:
        told = connection.execute(
            select(outbox.c.payload).where(outbox.c.kind == "stripe.invoice")
        ).scalar_one()
    store.close()
    asked = json.loads(told)
    assert asked["total"] == at_stripe
    assert sum(part["amount"] for part in asked["lines"]) == at_stripe
