"""Open receivables are aged by due date and replayed for any day (semantics 8)."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, invoice, payment
from tests.support.catalogue import rate
from tests.support.world import SELLER, bill, rows


@pytest.mark.rule("8.1", "trap 41")
def test_buckets_turn_on_the_day_they_say(stories: duckdb.DuckDBPyConnection) -> None:
    listed = rows(
        stories,
        "select invoice_no, bucket from marts.ar_aging where company_id = 'edges'",
    )
    found = {str(number): bucket for number, bucket in listed}

    assert found == {
        "EF": "current",
        "E0": "current",
        "E1": "1-30",
        "E30": "1-30",
        "E31": "31-60",
        "E60": "31-60",
        "E61": "61-90",
        "E90": "61-90",
        "E91": "91-120",
        "E120": "91-120",
        "E121": "over_120",
    }


@pytest.mark.rule("8.2", "trap 40")
def test_aging_of_a_past_day_forgets_what_was_paid_since(
    stories_in_february: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories_in_february,
        "select invoice_no, amount_minor, age_days from marts.ar_aging "
        "where company_id in ('reversed', 'given_up', 'zoned') order by all",
    ) == [("C1", 10000, 28), ("M1", 9000, 28)]


@pytest.mark.rule("8.3")
def test_an_imported_aging_is_compared_invoice_by_invoice(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    listed = rows(
        stories, "select invoice_no, status from marts.ar_aging_reconciliation"
    )
    found = {str(number): status for number, status in listed}

    assert found["A2"] == "matched"
    assert found["B1"] == "amount_differs"
    assert found["C1"] == "bucket_differs"
    assert found["ZZ"] == "missing_here"
    assert found["F2"] == "missing_there"


@pytest.mark.rule("8.2", "2.6", "trap 40", "trap 42")
def test_trap_42_a_past_day_asked_today_is_the_aging_of_that_day(
    stories: duckdb.DuckDBPyConnection,
    stories_in_february: duckdb.DuckDBPyConnection,
) -> None:
    columns = "company_id, item_id, bucket, age_days, amount_minor, currency"

    replayed = rows(
        stories,
        f"select {columns} from intermediate.int_receivables_aged "
        "where aged_on = '2026-02-28' order by all",
    )

    assert replayed == rows(
        stories_in_february,
        f"select {columns.replace('item_id', 'invoice_id')} from marts.ar_aging "
        "order by all",
    )
    assert len(replayed) > 10


@pytest.mark.rule("8.2", "7.5", "trap 40")
def test_trap_40_the_aging_of_every_month_end_is_the_control_account(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    aged = rows(
        stories,
        "select aged_on, sum(open_minor), sum(credit_minor) "
        "from marts.ar_aging_monthly where currency = 'USD' group by all order by all",
    )

    assert [day for day, *_ in aged] == [
        date(2025, 11, 30),
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]
    for day, open_minor, credit_minor in aged:
        assert rows(
            stories,
            "select sum(amount_minor) filter (account_role = 'receivable'), "
            "coalesce(sum(amount_minor) filter (account_role = 'customer_credit'), 0) "
            "from marts.ledger_entries "
            f"where currency = 'USD' and booked_on <= '{day}'",
        ) == [(open_minor, credit_minor)]


@pytest.mark.slow
@pytest.mark.rule("8.2", "trap 40")
def test_an_aging_of_a_past_month_that_forgets_an_invoice_blocks(
    stories: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    stories.execute("begin")
    stories.execute(
        "delete from marts.ar_aging_monthly where aged_on = '2026-01-31' "
        "and company_id = 'reversed'"
    )

    found = violations(stories, compiled_models.tests)

    stories.execute("rollback")
    assert set(found) == {
        "executive_figures_tie",
        "past_agings_equal_control_accounts",
    }


@pytest.mark.rule("8.1", "8.1a", "trap 41")
def test_trap_41_what_is_not_due_and_what_is_credit_stay_in_the_total(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories,
        "select invoice_no, bucket, invoice_date, amount_minor, age_days "
        "from marts.ar_aging where invoice_no = 'EF' "
        "or company_id = 'overpaid' and currency = 'USD' order by all",
    ) == [
        ("EF", "current", date(2025, 11, 1), 1, -31),
        (None, "current", date(2026, 1, 20), -50, 70),
    ]


@pytest.fixture(scope="module")
def converted(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    """Return sellers who age by different dates and sell in different currencies."""
    by_invoice = {"entity_id": "de", "currency": "EUR", "aging_basis": "invoice_date"}
    folder: Path = tmp_path_factory.mktemp("converted")
    return bill(
        folder,
        compiled_models,
        as_of=date(2026, 3, 31),
        entities=[
            SELLER,
            {**SELLER, **by_invoice, "parent_entity_id": "us"},
            {**SELLER, "entity_id": "jp", "currency": "JPY", "parent_entity_id": "us"},
        ],
        companies=[
            company("acme"),
            company("bonn", entity_id="de", currency="EUR"),
            company("kobe", entity_id="jp", currency="JPY"),
        ],
        issued_invoices=[
            invoice("acme", "A1", "2026-02-01", "2026-03-03", 1000),
            {
                **invoice("bonn", "B1", "2026-02-01", "2026-03-03", 1000),
                "entity_id": "de",
                "currency": "EUR",
            },
            {
                **invoice("kobe", "K1", "2026-02-01", "2026-03-03", 1000),
                "entity_id": "jp",
                "currency": "JPY",
            },
        ],
        payments=[payment("b", "bonn", "2026-03-10", 400, currency="GBP")],
        fx_rates=[
            rate("2026-03-01", "EUR", "1.10"),
            rate("2026-03-30", "EUR", "1.085"),
            rate("2026-04-01", "EUR", "9.99"),
            rate("2026-03-01", "USD", "150", "JPY"),
        ],
    )


@pytest.mark.rule("8.1")
def test_a_seller_may_age_by_the_invoice_date(
    converted: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        converted,
        "select invoice_no, aged_from, age_days, bucket from marts.ar_aging "
        "where invoice_no in ('A1', 'B1') order by all",
    ) == [
        ("A1", date(2026, 3, 3), 28, "1-30"),
        ("B1", date(2026, 2, 1), 58, "31-60"),
    ]


@pytest.mark.rule("1.5", "1.6", "8.1")
def test_a_balance_stands_beside_its_rate_and_what_it_comes_to(
    converted: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        converted,
        "select currency, amount_minor, cast(fx_rate as double), is_fx_rate_inverse, "
        "reporting_currency, reporting_minor from marts.ar_aging order by all",
    ) == [
        # nobody quoted pounds: the balance is not zero, it is not converted
        ("EUR", 1000, 1.085, False, "USD", 1085),
        ("GBP", -400, None, None, "USD", None),
        ("JPY", 1000, 150.0, True, "USD", 667),
        ("USD", 1000, None, None, "USD", 1000),
    ]
