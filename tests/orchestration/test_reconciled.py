"""At the end of a run the report counts what ties, what differs, and by how much."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, run
from orchestration.reports.figures import read_figures
from orchestration.reports.model import Figures, Outcome, Report
from orchestration.reports.summary import summary
from tests.dbt_project.books.documents import invoice, payment
from tests.support.world import Row, land, write_folder

pytestmark = pytest.mark.slow

AS_OF = date(2026, 3, 31)
KEPT = """
insert into raw.aging_snapshots by name
select
    unnest([date '2026-01-31', date '2026-02-28']) as snapshot_date,
    'acme' as company_id, 'us' as entity_id, 'us:A1' as item_id, 'A1' as invoice_no,
    unnest(['current', '1-30']) as bucket, unnest([1000, 930]) as amount_minor,
    'USD' as currency
"""
METERED: dict[str, list[Row]] = {
    "products": [
        {"product_id": "calls", "name": "Calls", "category": "usage", "meter": "calls"}
    ],
    "prices": [
        {
            "price_id": "calls",
            "product_id": "calls",
            "currency": "USD",
            "charge_model": "per_unit",
            "unit_amount": "1",
            "interval": "month",
            "effective_from": "2020-01-01",
        }
    ],
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-02-01"}
    ],
    "subscription_items": [
        {
            "item_id": "i",
            "subscription_id": "s",
            "product_id": "calls",
            "started_on": "2026-02-01",
            "meter": "calls",
        }
    ],
}


def event(name: str, day: str, received: str | None = None) -> Row:
    return {
        "event_id": name,
        "company_id": "acme",
        "meter": "calls",
        "occurred_at": f"{day}T12:00:00Z",
        "received_at": f"{received or day}T13:00:00Z",
        "quantity": "1",
    }


def payout(name: str, amount: int) -> Row:
    return {
        "payout_id": name,
        "entity_id": "us",
        "paid_on": "2026-03-05",
        "amount_minor": amount,
        "currency": "USD",
    }


@pytest.fixture(scope="module")
def figures(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Figures:
    """Read the figures of books with a short payout, a changed aging and late usage."""
    folder = tmp_path_factory.mktemp("reconciled")
    tables: dict[str, list[Row]] = {
        **METERED,
        "usage": [
            event("u1", "2026-02-10"),
            event("u1", "2026-02-10"),
            event("u2", "2026-02-11", "2026-03-02"),
            event("u3", "2026-03-10"),
        ],
        "issued_invoices": [invoice("acme", "A1", "2026-01-01", "2026-02-05", 1000)],
        "payments": [
            payment("a", "acme", "2026-03-01", 600, stripe_payout_id="po_1"),
            payment("b", "acme", "2026-03-02", 400, stripe_payout_id="po_2"),
        ],
        "payouts": [payout("po_1", 600), payout("po_2", 393)],
    }
    database = land(folder, write_folder(folder / "data", tables), AS_OF)
    with duckdb.connect(str(database)) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(KEPT)
        run(con, compiled_models)
    return read_figures(database, AS_OF)


def told(figures: Figures) -> str:
    return summary(
        Report(
            run="0001",
            data="x",
            as_of=AS_OF,
            outcome=Outcome.PUBLISHED,
            figures=figures,
        )
    )


@pytest.mark.rule("trap 56")
def test_a_payout_that_differs_is_told_with_its_amount_and_place(
    figures: Figures,
) -> None:
    assert (
        "  payouts: 1 tied, 1 differs by 0.07 USD (first: po_2); "
        "see marts.payout_reconciliation"
    ) in told(figures)


@pytest.mark.rule("7.5")
def test_the_days_of_each_control_account_are_counted(figures: Figures) -> None:
    text = told(figures)

    assert "  days of receivable: 3 tied; see marts.subledger_ties" in text


@pytest.mark.rule("8.2")
def test_a_published_aging_that_changed_since_is_told_beside_one_that_did_not(
    figures: Figures,
) -> None:
    assert (
        "  published agings: 1 as published, 1 drifted by 0.70 USD "
        "(first: us:A1 on 2026-02-28); see marts.ar_aging_drift"
    ) in told(figures)


@pytest.mark.rule("3.7", "5.4")
def test_usage_is_counted_by_what_became_of_it(figures: Figures) -> None:
    text = told(figures)

    assert (
        "  usage events: 2 drafted, 1 duplicate, 1 period_open; "
        "see marts.usage_completeness"
    ) in text
    assert "  late usage events: 1 drafted; see marts.late_usage" in text


def test_the_report_for_programs_holds_the_same_counts(figures: Figures) -> None:
    [short] = [
        row
        for row in figures.reconciliations
        if row.what == "payouts" and not row.agrees
    ]

    assert (short.outcome, short.count, short.currency) == ("differs", 1, "USD")
    assert (short.difference_minor, short.example) == (7, "po_2")
    assert Figures.model_validate_json(figures.model_dump_json()) == figures


def test_a_candidate_without_marts_says_nothing_of_them(tmp_path: Path) -> None:
    database = tmp_path / "tallyhouse.duckdb"
    duckdb.connect(str(database)).close()

    assert read_figures(database, AS_OF).reconciliations == ()
