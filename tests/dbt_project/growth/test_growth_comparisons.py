"""Growth against earlier periods, industries and signs that a company may leave."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.catalogue import price, rate
from tests.support.world import CUSTOMER, SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

AS_OF = date(2026, 3, 31)


def seats(company: str, currency: str = "USD", start: str = "2025-03-01") -> list[Row]:
    return [
        {
            "subscription_id": company,
            "company_id": company,
            "started_on": start,
            "currency": currency,
        }
    ]


def issued(number: str, day: str, amount: int) -> tuple[Row, Row]:
    invoice: Row = {
        "entity_id": "us",
        "invoice_no": number,
        "company_id": "acme",
        "invoice_date": day,
        "due_date": day,
        "currency": "USD",
        "total_minor": amount,
    }
    line: Row = {
        "entity_id": "us",
        "invoice_no": number,
        "line_no": 1,
        "product_id": "seat",
        "kind": "usage" if number == "I2" else "recurring",
        "period_start": day,
        "period_end": f"{day[:8]}28",
        "quantity": 1,
        "unit_amount": amount,
        "amount_minor": amount,
    }
    return invoice, line


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a year of one company that doubles, and a newer one in euro."""
    pairs = [issued("I1", "2026-01-01", 600), issued("I2", "2026-02-01", 300)]
    with bill(
        tmp_path_factory.mktemp("compared"),
        compiled_models,
        as_of=AS_OF,
        entities=[SELLER],
        companies=[
            CUSTOMER,
            {**CUSTOMER, "company_id": "lyon", "currency": "EUR"},
        ],
        prices=[price(), price(currency="EUR")],
        subscriptions=[*seats("acme"), *seats("lyon", "EUR", "2026-02-01")],
        subscription_items=[
            {
                "item_id": name,
                "subscription_id": name,
                "product_id": "seat",
                "started_on": "2025-03-01",
                "quantity": 4,
            }
            for name in ("acme", "lyon")
        ],
        subscription_changes=[
            {
                "change_id": f"acme{day}",
                "item_id": "acme",
                "effective_at": f"{day}T12:00:00Z",
                "quantity": quantity,
            }
            for day, quantity in (("2025-12-10", 10), ("2026-03-10", 8))
        ],
        fx_rates=[rate("2026-03-01", "EUR", "1.5")],
        issued_invoices=[invoice for invoice, _ in pairs],
        issued_invoice_lines=[line for _, line in pairs],
        payments=[
            {
                "payment_id": "paid",
                "company_id": "acme",
                "received_at": "2026-03-02T12:00:00Z",
                "amount_minor": 600,
                "currency": "USD",
                "method": "card",
                "invoice_no": "I1",
            }
        ],
        disputes=[
            {
                "dispute_id": "d",
                "payment_id": "paid",
                "opened_on": "2026-03-20",
                "amount_minor": 600,
                "fee_minor": 0,
                "status": "open",
            }
        ],
    ) as con:
        yield con


def compared(
    con: duckdb.DuckDBPyConnection, metric: str, basis: str = "own", month: str = "03"
) -> dict[object, tuple[object, ...]]:
    found = rows(
        con,
        "select comparison, value, earlier_value, change_rate, reason "
        f"from marts.growth_comparisons where metric = '{metric}' "
        f"and basis = '{basis}' and month = '2026-{month}-01' and currency = 'USD'",
    )
    return {comparison: tuple(rest) for comparison, *rest in found}


def test_a_month_is_compared_with_the_month_the_quarter_and_the_year_before(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert compared(world, "mrr") == {
        "month": (8000, 10000, Decimal("-0.2"), None),
        "quarter": (8000, 10000, Decimal("-0.2"), None),
        "year": (8000, 4000, Decimal(1), None),
    }


def test_what_has_no_earlier_period_says_so_and_has_no_rate(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        world,
        "select comparison, value, earlier_value, change_rate, reason "
        "from marts.growth_comparisons where metric = 'customers' and basis = 'own' "
        "and currency = 'EUR' and month = '2026-03-01' order by all",
    ) == [
        ("month", 1, 1, Decimal(0), None),
        ("quarter", 1, None, None, "no_earlier_period"),
        ("year", 1, None, None, "no_earlier_period"),
    ]


@pytest.mark.rule("1.5", "1.6")
def test_currencies_come_together_only_where_there_is_a_rate(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # 8000 cents and 4000 euro cents at 1.5; in February nobody had quoted the euro
    assert compared(world, "mrr", "reporting")["month"] == (
        *(14000, None, None),
        "no_exchange_rate",
    )
    assert compared(world, "customers", "reporting")["month"][:2] == (2, 2)
    assert compared(world, "arpa", "reporting")["month"][0] == 7000


def test_a_quarter_of_revenue_is_three_months_of_it(
    world: duckdb.DuckDBPyConnection,
) -> None:
    [(quarter, months)] = rows(
        world,
        "select any_value(value) filter (comparison = 'quarter' "
        "and month = '2026-03-01'), sum(value) filter (comparison = 'month' "
        "and month >= '2026-01-01') from marts.growth_comparisons "
        "where metric = 'revenue' and basis = 'own' and currency = 'USD'",
    )

    assert quarter == months


def test_the_running_month_is_told_from_those_that_are_over(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # on the last of March its arrears are not drafted yet, so revenue is partial
    assert rows(
        world,
        "select distinct strftime(month, '%m'), metric from marts.growth_comparisons "
        "where is_running order by all",
    ) == [("03", "margin"), ("03", "revenue")]


@pytest.mark.rule("9.4")
def test_revenue_is_told_by_what_the_customer_had_committed_to(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        world,
        "select strftime(month, '%m'), committed_minor, usage_minor, "
        "on_demand_minor, revenue_minor, committed_rate "
        "from marts.revenue_by_commitment order by all",
    ) == [
        ("01", 600, 0, 0, 600, Decimal(1)),
        ("02", 0, 300, 0, 300, Decimal(0)),
    ]


def test_a_score_counts_deviations_from_the_industry(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # growth of 1 in a year, where the example says 0.12 give or take 0.1
    assert rows(
        world,
        "select value, mean, standard_deviation, z_score, is_example "
        "from marts.benchmark_scores where metric = 'mrr_growth_rate' "
        "and month = '2026-03-01' and currency = 'USD'",
    ) == [(Decimal(1), Decimal("0.12"), Decimal("0.1"), Decimal("8.8"), True)]


def test_a_company_at_risk_shows_each_signal(world: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        world,
        "select risk, reasons, contraction, disputes, disputed, has_contraction, "
        "has_dispute, has_falling_usage, has_long_overdue, has_failed_payment "
        "from marts.mart_executive_at_risk_companies where company_id = 'acme'",
    ) == [
        (
            "high",
            "recurring revenue fell by 20 % in three months; 1 disputed payment",
            *(Decimal(20), 1, Decimal(6)),
            *(True, True, False, False, False),
        )
    ]


def test_nothing_of_it_breaks_a_promise(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(world, compiled_models.tests) == {}
