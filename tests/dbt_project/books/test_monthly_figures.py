"""Receivables roll forward, and the statements balance, month by month."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    company,
    credit_note,
    invoice,
    line,
    payment,
    refund,
    write_off,
)
from tests.support.world import bill, rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def quarter(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a quarter of one company's invoices, seen on its last but one day."""
    with bill(
        tmp_path_factory.mktemp("quarter"),
        compiled_models,
        as_of=date(2026, 3, 30),
        companies=[company("acme")],
        issued_invoices=[
            invoice("acme", "Q1", "2026-01-01", "2026-01-31", 10000),
            invoice("acme", "Q2", "2026-02-01", "2026-02-28", 6000),
            {
                **invoice("acme", "Q3", "2026-02-01", "2026-03-03", 500),
                "status": "void",
                "voided_on": "2026-03-05",
            },
            invoice("acme", "Q4", "2026-03-01", "2026-04-30", 4000),
        ],
        issued_invoice_lines=[
            line("Q1", 10000, "2026-01-01", "2026-02-01"),
            line("Q2", 6000, "2026-02-01", "2026-04-01"),
        ],
        payments=[
            payment("early", "acme", "2026-01-21", 2000),
            payment("late", "acme", "2026-02-10", 6000, fee_minor=100),
        ],
        refunds=[refund("back", "early", "2026-03-10", 500)],
        credit_notes=[credit_note("note", "Q1", "2026-02-20", 1000)],
        write_offs=[write_off("gone", "Q1", "2026-03-20", 1500)],
    ) as con:
        yield con


def test_receivables_roll_forward_from_month_to_month(
    quarter: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        quarter,
        "select month(month), opening_minor, invoiced_minor, voided_minor, "
        "collected_minor, credited_minor, written_off_minor, closing_minor, "
        "not_due_minor from marts.receivables_monthly order by all",
    ) == [
        (1, 0, 10000, 0, 2000, 0, 0, 8000, 8000),
        (2, 8000, 6500, 0, 6000, 1000, 0, 7500, 6500),
        (3, 7500, 4000, 500, -500, 0, 1500, 10000, 4000),
    ]


def test_days_of_sales_are_those_of_a_quarter(
    quarter: duckdb.DuckDBPyConnection,
) -> None:
    sales, days = 10000 + 6500 + 4000 - 500 - 1000, 31 + 28 + 30

    assert rows(
        quarter,
        "select cast(sales_outstanding_days as double) from marts.receivables_monthly "
        "where month = '2026-03-01'",
    ) == [(pytest.approx(10000 * days / sales, abs=1e-6),)]


def test_days_late_are_weighted_by_what_was_paid_and_early_is_none(
    quarter: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        quarter,
        "select cast(late_days_average as varchar) from marts.receivables_monthly "
        "order by month",
    ) == [("0.000000",), ("10.000000",), (None,)]


def test_collection_is_effective_by_what_was_due(
    quarter: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        quarter,
        "select cast(collection_effectiveness_rate as varchar), "
        "cast(bad_debt_rate as varchar) from marts.receivables_monthly order by month",
    ) == [("1.000000", "0.000000"), ("0.875000", "0.000000"), ("0.200000", "0.075000")]


def test_the_statements_are_what_happened_in_the_month(
    quarter: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        quarter,
        "select statement, account_kind, sum(amount_minor), sum(balance_minor) "
        "from marts.financial_statements where month = '2026-02-01' "
        "group by all order by all",
    ) == [
        ("balance_sheet", "asset", 5400, 7500 + 7900),
        ("balance_sheet", "equity", 2247, 10000 + 2247),
        ("balance_sheet", "liability", 3153, 3153),
        ("profit_and_loss", "expense", 100, 100),
        ("profit_and_loss", "income", 2847 + 500 - 1000, 10000 + 2347),
    ]


def test_the_months_break_no_invariant(
    quarter: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(quarter, compiled_models.tests) == {}


def test_a_figure_that_does_not_tie_is_noticed(
    quarter: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    quarter.execute("begin")
    quarter.execute(
        "update marts.receivables_monthly set collected_minor = 0 "
        "where month = '2026-02-01'"
    )

    found = violations(quarter, compiled_models.tests)

    quarter.execute("rollback")
    assert set(found) == {"monthly_figures_tie"}
