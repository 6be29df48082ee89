"""Money ties out three ways, and a lost document is noticed."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    company,
    credit_note,
    dispute,
    invoice,
    payment,
    refund,
    wallet_entry,
)
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

BLOCKING = "money_ties_out"
WARNING = "payouts_equal_their_transactions"


def payout(name: str, day: str, amount: int, **more: str | None) -> Row:
    return {
        "payout_id": name,
        "entity_id": "us",
        "paid_on": day,
        "amount_minor": amount,
        "currency": "USD",
        **more,
    }


@pytest.fixture(scope="module")
def tied(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return card money of all kinds with the payouts it went out in."""
    first = {"stripe_payout_id": "po_1", "fee_minor": 30}
    with bill(
        tmp_path_factory.mktemp("tied"),
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[SELLER, {**SELLER, "entity_id": "de"}],
        companies=[
            company("acme"),
            company("quiet"),
            company("berlin", entity_id="de"),
        ],
        issued_invoices=[
            invoice("acme", "A1", "2026-01-01", "2026-01-31", 1000),
            invoice("acme", "A2", "2026-01-02", "2026-02-28", 700),
            {
                **invoice("quiet", "Q1", "2026-01-01", "2026-01-31", 90),
                "status": "paid",
                "closed_on": "2026-02-01",
            },
        ],
        payments=[
            payment("a", "acme", "2026-01-10", 1000, **first),
            payment("b", "acme", "2026-01-11", 800, **first),
            payment(
                "back",
                "acme",
                "2026-02-01",
                60,
                status="reversed",
                reversed_on="2026-02-05",
            ),
            payment("wire", "acme", "2026-02-02", 5, method="wire"),
            payment("eu", "berlin", "2026-02-02", 400, stripe_payout_id="po_named"),
        ],
        refunds=[
            {**refund("r", "a", "2026-01-12", 200), "stripe_payout_id": "po_1"},
            {**refund("n", "b", "2026-02-12", 50), "credit_note_no": "note"},
        ],
        credit_notes=[credit_note("note", "A2", "2026-02-10", 50)],
        disputes=[
            {**dispute("d", "b", "2026-01-13", 100, 15), "stripe_payout_id": "po_1"},
            {
                **dispute("won", "a", "2026-02-14", 300, 0),
                "status": "won",
                "closed_on": "2026-03-10",
                "closed_stripe_payout_id": "po_won",
            },
        ],
        wallet_entries=[
            wallet_entry("w1", "acme", "top_up", "2026-02-01", 40),
            wallet_entry("w2", "acme", "charge", "2026-02-02", 40, "A1"),
        ],
        payouts=[
            payout("po_1", "2026-01-15", 1425),
            payout("po_named", "2026-02-05", 400, entity_id=None),
            payout("po_short", "2026-02-09", 7),
            payout("po_nobody", "2026-02-10", 7, entity_id=None),
            payout("po_won", "2026-03-12", 300),
        ],
    ) as con:
        yield con


def outcome(con: duckdb.DuckDBPyConnection, subject: str) -> tuple[object, ...]:
    [found] = rows(
        con,
        "select outcome, computed_minor, stated_minor from marts.payout_reconciliation "
        f"where subject_id = '{subject}'",
    )
    return found


def tampered(
    con: duckdb.DuckDBPyConnection, compiled: CompiledModels, change: str
) -> set[str]:
    """Return the tests that fail once a table was changed and money tied out again."""
    by_name = {model.name: model.sql for model in compiled.models}
    con.execute("begin")
    con.execute(change)
    for table in (
        "intermediate.int_processor_transactions_united",
        "intermediate.int_invoice_balances",
        "intermediate.int_money_parts_gathered",
        "marts.payout_reconciliation",
    ):
        sql = by_name[table.split(".")[1]]
        con.execute(f"create or replace table {table} as {sql}")
    found = set(violations(con, compiled.tests))
    con.execute("rollback")
    return found


@pytest.mark.rule("7.4")
def test_the_transactions_of_a_payout_sum_to_it(
    tied: duckdb.DuckDBPyConnection,
) -> None:
    assert outcome(tied, "po_1") == ("tied", 1425, 1425)
    assert rows(
        tied,
        "select payments_minor, fees_minor, refunds_minor, disputes_minor "
        "from marts.payout_reconciliation where subject_id = 'po_1'",
    ) == [(1800, -75, -200, -100)]


def test_a_payout_that_nothing_names_is_shown_and_warns_nobody(
    tied: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert outcome(tied, "po_short") == ("no_transactions", 0, 7)
    assert violations(tied, compiled_models.tests) == {}


def test_a_payout_without_a_seller_goes_to_the_one_of_its_payments(
    tied: duckdb.DuckDBPyConnection,
) -> None:
    assert outcome(tied, "po_named") == ("tied", 400, 400)
    assert rows(
        tied,
        "select entity_id from marts.ledger_entries where document_id = 'po_named' "
        "and account_role = 'bank'",
    ) == [("de",)]
    assert rows(
        tied,
        "select subject_id from marts.books_findings where subject_table = 'payouts'",
    ) == [("po_nobody",)]


@pytest.mark.rule("7.4")
def test_a_won_dispute_comes_back_in_a_payout_of_its_own(
    tied: duckdb.DuckDBPyConnection,
) -> None:
    assert outcome(tied, "po_won") == ("tied", 300, 300)


@pytest.mark.rule("7.4", "trap 48")
def test_the_balance_at_the_processor_is_transactions_less_payouts(
    tied: duckdb.DuckDBPyConnection,
) -> None:
    left = 1860 - 60 - 250 - 60 - 115 + 40 + 90 - 1432 + (300 - 300) - 300

    assert outcome(tied, "us USD") == ("tied", left, left)
    assert outcome(tied, "de USD") == ("tied", 0, 0)


@pytest.mark.rule("6.1", "trap 56")
def test_paid_is_effective_payments_less_effective_refunds(
    tied: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        tied,
        "select payments_minor, wallets_minor, refunds_minor, reversals_minor, "
        "unapplied_minor, stated_minor from marts.payout_reconciliation "
        "where subject_id = 'acme USD'",
    ) == [(1865, 40, -200, -60, -100, 1545)]


@pytest.mark.rule("6.1")
@pytest.mark.parametrize(
    "change",
    [
        (
            "delete from marts.ledger_entries where document_id = 'a' "
            "and document_kind = 'payment_fee'"
        ),
        (
            "update marts.ledger_entries set amount_minor = amount_minor + 1 "
            "where document_id = 'po_1' and account_role = 'clearing'"
        ),
        "delete from intermediate.int_payouts_dated where payout_id = 'po_1'",
        (
            "update intermediate.int_refunds_dated set amount_minor = 199 "
            "where refund_id = 'r'"
        ),
        "delete from intermediate.int_disputes_dated",
        "delete from intermediate.int_receivable_movements where document_id = 'b'",
        "update intermediate.int_unapplied_credits set amount_minor = 1",
        (
            "update intermediate.int_payments_dated set amount_minor = 999 "
            "where payment_id = 'a'"
        ),
    ],
)
def test_money_that_went_missing_blocks(
    tied: duckdb.DuckDBPyConnection, compiled_models: CompiledModels, change: str
) -> None:
    assert BLOCKING in tampered(tied, compiled_models, change)


def test_a_charge_that_nobody_exported_warns_and_does_not_block(
    tied: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    change = (
        "update intermediate.int_payments_dated set stripe_payout_id = null "
        "where payment_id = 'a'"
    )

    found = tampered(tied, compiled_models, change)

    assert WARNING in found
    assert BLOCKING not in found
    [warning] = [test for test in compiled_models.tests if test.name == WARNING]
    assert warning.severity == "warn"
