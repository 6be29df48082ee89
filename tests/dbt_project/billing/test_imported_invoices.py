"""An imported file may leave out what its company or its due date says."""

from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels, violations
from tests.support.world import bill, rows

INVOICE = {
    "entity_id": "us",
    "company_id": "acme",
    "invoice_date": "2026-03-01",
    "due_date": "2026-03-31",
    "total_minor": 10_000,
}


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
