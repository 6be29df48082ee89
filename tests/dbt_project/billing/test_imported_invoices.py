"""An imported file may leave out what its company or its due date says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import bill, rows

INVOICE = {
    "entity_id": "us",
    "company_id": "acme",
    "invoice_date": "2026-03-01",
    "due_date": "2026-03-31",
    "total_minor": 10_000,
}


@pytest.mark.slow
def test_an_invoice_without_a_currency_is_in_its_company_s(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    con = bill(
        tmp_path,
        compiled_models,
        as_of=date(2026, 4, 2),
        issued_invoices=[{**INVOICE, "invoice_no": "A1"}],
    )

    assert rows(con, "select currency, balance_minor from marts.invoices") == [
        ("USD", 10_000)
    ]
    assert rows(con, "select bucket, currency, amount_minor from marts.ar_aging") == [
        ("1-30", "USD", 10_000)
    ]
    assert violations(con, compiled_models.tests) == {}


@pytest.mark.slow
@pytest.mark.rule("7.4")
def test_a_status_without_a_date_takes_effect_on_the_due_date(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    statuses = ("paid", "void", "uncollectible")
    given = [
        {**INVOICE, "invoice_no": status, "status": status, "currency": "USD"}
        for status in statuses
    ]
    before, after = (
        bill(tmp_path / str(day), compiled_models, as_of=day, issued_invoices=given)
        for day in (date(2026, 3, 30), date(2026, 3, 31))
    )

    listed = "select invoice_no, status, balance_minor from marts.invoices order by 1"
    assert rows(before, listed) == [
        (status, "issued", 10_000) for status in sorted(statuses)
    ]
    assert rows(after, listed) == [(status, status, 0) for status in sorted(statuses)]
    for con in (before, after):
        assert violations(con, compiled_models.tests) == {}


def stories(world: World) -> None:
    """Imported months without a quantity, and lines that do not say what they bill."""
    months = (("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01"))
    began = ("changed at once", "changed at once to the same", "changed before")
    for company in ("left", "left_noted", "changed", "unplaced", *began):
        ended = "2026-01-21" if company.startswith("left") else None
        world.subscribe(company, started_on="2026-01-01", ended_on=ended)
        for start, end in months:
            world.issue(
                *(company, start),
                amount_minor=3100,
                item_id=None if company == "unplaced" else company,
                period_start=start,
                period_end=end,
            )
    world.change("changed", "2026-02-01T16:00:00Z", quantity=2)
    world.change("changed at once", "2026-01-01T16:00:00Z", quantity=2)
    world.change("changed at once to the same", "2026-01-01T16:00:00Z", quantity=1)
    world.change("changed before", "2025-12-31T12:00:00Z", quantity=2)
    world.add(
        "credit_notes",
        credit_note_no="CN",
        entity_id="us",
        invoice_no="left_noted-2026-02-01",
        issued_on="2026-02-05",
        amount_minor=3000,
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("4.4", "4.6", "5.5")
def test_an_imported_period_after_the_end_comes_back_without_a_quantity(
    con: duckdb.DuckDBPyConnection,
) -> None:
    # 11 of 31 days of 10000 are more than was charged for January at all
    january = ("01-21", "credit", "01-21/02-01", -3100)

    assert lines_of(con, "left") == [
        january,
        ("01-21", "credit", "02-01/03-01", -3100),
    ]
    assert lines_of(con, "left_noted")[1:] == [("01-21", "credit", "02-01/03-01", -100)]


@pytest.mark.rule("5.5")
def test_what_an_imported_line_does_not_say_is_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select kind, subject_id from marts.findings "
        "where starts_with(kind, 'issued_') order by all",
    )

    assert found == [
        ("issued_line_unplaced", "us:unplaced-2026-01-01#1"),
        ("issued_line_unplaced", "us:unplaced-2026-02-01#1"),
        ("issued_terms_unknown", "us:changed at once-2026-01-01#1"),
        ("issued_terms_unknown", "us:changed-2026-02-01#1"),
    ]
