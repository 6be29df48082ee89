"""Money that goes back: refunds of wallet payments, reversals after refunds."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    company,
    credit_note,
    invoice,
    payment,
    refund,
    wallet_entry,
)
from tests.support.world import Row, bill, rows

pytestmark = pytest.mark.slow

BOUNCED = {"status": "reversed", "reversed_on": "2026-03-02"}

WORLD: dict[str, list[Row]] = {
    "companies": [
        company(name) for name in ("walleted", "noted", "plain", "emptied", "after")
    ],
    "issued_invoices": [
        invoice(name, name, "2026-01-05", "2026-02-04", 10000)
        for name in ("walleted", "noted", "plain", "emptied", "after")
    ],
    "credit_notes": [
        credit_note(f"cn_{name}", name, "2026-02-01", 4000)
        for name in ("walleted", "noted", "emptied", "after")
    ],
    "wallet_entries": [
        wallet_entry("top", "walleted", "top_up", "2026-01-06", 10000),
        wallet_entry("use", "walleted", "charge", "2026-01-10", 10000, "walleted"),
    ],
    "payments": [
        payment(
            "w",
            "walleted",
            "2026-01-10",
            10000,
            method="wallet",
            reference="use",
            invoice_no="walleted",
            **BOUNCED,
        ),
        *(
            payment(name[0], name, "2026-01-10", 10000, **BOUNCED)
            for name in ("noted", "plain", "emptied")
        ),
        payment(
            "a",
            "after",
            "2026-01-10",
            10000,
            status="reversed",
            reversed_on="2026-02-08",
        ),
    ],
    "refunds": [
        {**refund("w_back", "w", "2026-02-10", 4000), "credit_note_no": "cn_walleted"},
        refund("w_more", "w", "2026-02-11", 1000),
        {**refund("n_back", "n", "2026-02-10", 4000), "credit_note_no": "cn_noted"},
        refund("p_back", "p", "2026-02-10", 4000),
        {**refund("e_back", "e", "2026-02-10", 4000), "credit_note_no": "cn_emptied"},
        refund("e_more", "e", "2026-02-11", 6000),
        {**refund("a_back", "a", "2026-02-10", 4000), "credit_note_no": "cn_after"},
    ],
}


@pytest.fixture(scope="module")
def returned(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return customers whose money went back in every way."""
    folder = tmp_path_factory.mktemp("returned")
    with bill(folder, compiled_models, as_of=date(2026, 3, 31), **WORLD) as con:
        yield con


def booked(con: duckdb.DuckDBPyConnection, transaction: str) -> dict[str, int]:
    """Return what a transaction gives each role."""
    return {
        str(role): int(str(amount))
        for role, amount in rows(
            con,
            "select account_role, sum(amount_minor)::bigint from marts.ledger_entries "
            f"where transaction_id = '{transaction}:1' group by all",
        )
    }


def open_amount(con: duckdb.DuckDBPyConnection, number: str) -> object:
    """Return what an invoice still owes."""
    [(balance,)] = rows(
        con, f"select balance_minor from marts.invoices where invoice_no = '{number}'"
    )
    return balance


@pytest.mark.rule("7.4", "6.2")
def test_a_refund_of_a_wallet_payment_is_money_that_leaves(
    returned: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(returned, "refund:w_back") == {
        "customer_credit": 4000,
        "clearing": -4000,
    }
    assert booked(returned, "refund:w_more") == {
        "receivable": 1000,
        "clearing": -1000,
    }


@pytest.mark.rule("6.4", "7.5")
def test_a_reversed_wallet_payment_gives_back_what_refunds_left(
    returned: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(returned, "reversal:w") == {
        "receivable": 5000,
        "wallet_liability": -5000,
    }
    assert rows(
        returned,
        "select subledger_minor, difference_minor from marts.subledger_ties "
        "where control = 'wallet_liability' order by tied_on",
    ) == [(10000, 0), (0, 0), (5000, 0)]


@pytest.mark.rule("6.2", "7.4")
def test_a_reversal_takes_back_what_refunds_left_whosever_credit_they_took(
    returned: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(returned, "reversal:n") == {"receivable": 6000, "clearing": -6000}
    assert booked(returned, "reversal:p") == {"receivable": 6000, "clearing": -6000}
    assert booked(returned, "reversal:e") == {}
    # who was credited 40 and got it in cash owes the other 60, the others the whole
    assert open_amount(returned, "noted") == 6000
    assert open_amount(returned, "plain") == 10000
    assert open_amount(returned, "emptied") == 6000


@pytest.mark.rule("6.2")
def test_a_refund_after_the_reversal_pays_out_the_notes_credit(
    returned: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(returned, "reversal:a") == {"receivable": 10000, "clearing": -10000}
    assert booked(returned, "refund:a_back") == {
        "customer_credit": 4000,
        "clearing": -4000,
    }
    assert open_amount(returned, "after") == 10000


@pytest.mark.rule("6.2", "7.5")
def test_what_went_back_ties_with_every_other_figure(
    returned: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(returned, compiled_models.tests) == {}
    assert rows(
        returned,
        "select outcome, count(*) from marts.payout_reconciliation group by all",
    ) == [("tied", 6)]
