"""Money that reaches the bank in another currency is exchanged in plain sight."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, invoice, payment, refund
from tests.support.catalogue import rate
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

CASES = {
    # euros settled, dollars at the bank; the day's rate is 1.10
    "money_in_gain": (10000, 11300, 300),
    "money_in_loss": (10000, 10900, -100),
    "money_out_gain": (-10000, -10800, 200),
    "money_out_loss": (-10000, -11500, -500),
}


def payout(name: str, amount: int, currency: str = "USD") -> Row:
    return {
        "payout_id": name,
        "entity_id": "us",
        "paid_on": "2026-02-05",
        "amount_minor": amount,
        "currency": currency,
    }


def money(name: str, amount: int, **more: str) -> list[Row]:
    paid = payment(
        name,
        "acme",
        "2026-02-01",
        abs(amount),
        currency="EUR",
        stripe_payout_id=name if amount > 0 else f"{name}_before",
        **more,
    )
    return [paid]


@pytest.fixture(scope="module")
def exchanged(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a payout of each case, one without a rate, and an open euro invoice."""
    with bill(
        tmp_path_factory.mktemp("exchanged"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER],
        companies=[company("acme"), company("owes")],
        fx_rates=[
            rate("2026-01-01", "EUR", "1.00"),
            rate("2026-02-05", "EUR", "1.10"),
            rate("2026-02-06", "EUR", "1.30"),
            rate("2026-03-15", "EUR", "1.25"),
        ],
        issued_invoices=[
            {
                **invoice("owes", "E1", "2026-01-10", "2026-02-10", 8000),
                "currency": "EUR",
            },
        ],
        payments=[row for name, case in CASES.items() for row in money(name, case[0])]
        + [
            payment(
                "yen",
                "acme",
                "2026-02-01",
                500,
                currency="JPY",
                stripe_payout_id="no_rate",
            ),
            payment(
                "later",
                "acme",
                "2026-02-20",
                1,
                currency="EUR",
                stripe_payout_id="money_in_gain",
            ),
            payment("owed", "owes", "2026-02-20", 3000, currency="EUR"),
        ],
        refunds=[
            {**refund(f"r_{name}", name, "2026-02-02", 10000), "stripe_payout_id": name}
            for name, case in CASES.items()
            if case[0] < 0
        ],
        payouts=[
            *(payout(name, case[1]) for name, case in CASES.items()),
            payout("no_rate", 4),
        ],
    ) as con:
        yield con


def postings(con: duckdb.DuckDBPyConnection, name: str) -> dict[object, object]:
    listed = rows(
        con,
        "select account_role || ' ' || currency, amount_minor "
        f"from marts.ledger_entries where transaction_id = 'fx_realised:{name}:1'",
    )
    return dict(listed)  # type: ignore[arg-type]


@pytest.mark.rule("1.5", "7.1", "7.4", "trap 44")
@pytest.mark.parametrize("name", CASES)
def test_trap_44_a_gain_is_a_credit_and_a_loss_a_debit_whichever_way_money_goes(
    exchanged: duckdb.DuckDBPyConnection, name: str
) -> None:
    settled, banked, gain = CASES[name]

    found = postings(exchanged, name)

    assert found == {
        "clearing EUR": -settled,
        "currency_exchange EUR": settled,
        "clearing USD": banked,
        "currency_exchange USD": gain - banked,
        "fx_gain_loss USD": -gain,
    }


@pytest.mark.rule("trap 44")
def test_trap_44_what_is_open_is_in_its_own_currency_without_any_exchange(
    exchanged: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        exchanged,
        "select currency, balance_minor from marts.invoices where invoice_no = 'E1'",
    ) == [("EUR", 5000)]
    assert rows(
        exchanged,
        "select distinct document_kind from marts.ledger_entries "
        "where account_role in ('fx_gain_loss', 'currency_exchange')",
    ) == [("fx_realised",)]


@pytest.mark.rule("1.6")
def test_a_payout_without_a_rate_is_shown_and_nothing_is_inferred(
    exchanged: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert postings(exchanged, "no_rate") == {}
    assert set(violations(exchanged, compiled_models.tests)) == {
        "payouts_equal_their_transactions"
    }
    assert rows(
        exchanged,
        "select outcome from marts.payout_reconciliation where subject_id = 'no_rate'",
    ) == [("no_rate",)]


@pytest.mark.rule("7.2")
def test_a_charge_that_comes_later_changes_no_exchange_that_was_booked(
    exchanged: duckdb.DuckDBPyConnection,
) -> None:
    assert postings(exchanged, "money_in_gain")["clearing EUR"] == -10000
