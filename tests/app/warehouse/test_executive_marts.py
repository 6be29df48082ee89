"""The executive marts say of a small business what its owner would say.

Acme pays 300.00 a month; see `acme.py`. January is paid, February is overdue since
4 March, March is a draft, one payment failed.
"""

from decimal import Decimal

import duckdb

from tests.support.world import rows


def test_the_headline_figures_of_acme(billed_acme: duckdb.DuckDBPyConnection) -> None:
    figures = rows(
        billed_acme,
        "select kpi, value, previous_value from tallyhouse.marts.mart_executive_kpis "
        "where kpi in ('mrr', 'churn', 'receivables_open', 'receivables_overdue')",
    )

    assert figures == [
        ("mrr", Decimal(300), Decimal(300)),
        ("churn", Decimal(0), Decimal(0)),
        ("receivables_open", Decimal(300), Decimal(300)),
        ("receivables_overdue", Decimal(300), Decimal(0)),
    ]


def test_receivables_month_by_month(billed_acme: duckdb.DuckDBPyConnection) -> None:
    history = rows(
        billed_acme,
        "select month(month), value from tallyhouse.marts.mart_executive_kpi_history "
        "where kpi = 'receivables_open' and value is not null order by month",
    )

    assert history == [(1, Decimal(300)), (2, Decimal(300)), (3, Decimal(300))]


def test_the_last_month_of_receivables_is_the_aging(
    billed_acme: duckdb.DuckDBPyConnection,
) -> None:
    [(open_now, aged)] = rows(
        billed_acme,
        "select any_value(kpis.value), (select sum(amount) from "
        "tallyhouse.marts.mart_executive_aging) "
        "from tallyhouse.marts.mart_executive_kpis as kpis "
        "where kpi = 'receivables_open'",
    )

    assert open_now == aged == Decimal(300)


def test_what_was_billed_and_what_of_it_is_overdue(
    billed_acme: duckdb.DuckDBPyConnection,
) -> None:
    months = rows(
        billed_acme,
        "select month(month), billed, drafted, overdue from "
        "tallyhouse.marts.mart_executive_revenue where billed + drafted > 0 "
        "order by month",
    )

    assert months == [
        (1, Decimal(300), Decimal(0), Decimal(0)),
        (2, Decimal(300), Decimal(0), Decimal(300)),
        (3, Decimal(0), Decimal(300), Decimal(0)),
    ]


def test_every_bucket_is_shown_even_empty(
    billed_acme: duckdb.DuckDBPyConnection,
) -> None:
    buckets = rows(
        billed_acme,
        "select bucket, amount, invoice_count from "
        "tallyhouse.marts.mart_executive_aging order by bucket_position",
    )

    assert [bucket for bucket, *_ in buckets] == [
        "current",
        "1-30",
        "31-60",
        "61-90",
        "91-120",
        "over_120",
    ]
    assert buckets[1] == ("1-30", Decimal(300), 1)


def test_a_failed_payment_is_a_risk_with_its_reason(
    billed_acme: duckdb.DuckDBPyConnection,
) -> None:
    at_risk = rows(
        billed_acme,
        "select company_name, risk, reasons, overdue, overdue_days_max from "
        "tallyhouse.marts.mart_executive_at_risk_companies",
    )

    assert at_risk == [
        ("Acme Dental", "elevated", "1 failed payment", Decimal(300), 28)
    ]
