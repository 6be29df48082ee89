"""What a document names counts as known only when it was booked; closing keeps that."""

from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels
from orchestration.ledger_extension import compare_ledgers
from tests.dbt_project.books.documents import (
    application,
    company,
    credit_note,
    invoice,
    wallet_entry,
)
from tests.support.closing import asked, next_version
from tests.support.world import SELLER, Row

pytestmark = pytest.mark.slow
CLOSED = [{**SELLER, "books_closed_through": "2026-02-28"}]
REVERSAL = wallet_entry("w2", "purse", "reversal", "2026-01-27", 300, reference="w1")
KNOWN: dict[str, list[Row]] = {
    "companies": [company("noted"), company("purse")],
    "issued_invoices": [
        invoice("noted", "N1", "2026-02-20", "2026-03-20", 1000),
        invoice("noted", "N2", "2026-02-24", "2026-03-24", 1000),
    ],
    # it was written before its invoice was dated, and says where it goes between
    "credit_notes": [credit_note("n", "N2", "2026-02-05", 400)],
    "applications": [
        {**application("", "N1", "2026-02-12", 400), "payment_id": None}
        | {"credit_note_no": "n"}
    ],
    "wallet_entries": [REVERSAL],
}
LATE = wallet_entry("w1", "purse", "charge", "2026-01-20", 300)


@pytest.mark.rule("7.2", "trap 47")
def test_closing_keeps_a_note_before_its_invoice_and_a_reversal_before_its_entry(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    opened = next_version(
        tmp_path / "a",
        compiled_models,
        as_of=date(2026, 2, 28),
        published=None,
        **KNOWN,
    )
    closing = next_version(
        tmp_path / "b",
        compiled_models,
        as_of=date(2026, 3, 31),
        published=opened,
        **{**KNOWN, "wallet_entries": [REVERSAL, LATE], "entities": CLOSED},
    )

    assert compare_ledgers(opened, closing).named_closed == ()
    applied = (
        "select invoice_id, cast(applied_on as varchar), amount_minor "
        "from marts.payment_applications where source_id = 'n'"
    )
    assert asked(opened, applied) == [("us:N1", "2026-02-24", 400)]
    assert asked(closing, applied) == [("us:N1", "2026-02-24", 400)]
    assert asked(
        closing,
        "select document_id, cast(booked_on as varchar), amount_minor "
        "from marts.ledger_entries where account_role = 'wallet_liability' "
        "order by all",
    ) == [("w1", "2026-03-01", 300), ("w2", "2026-01-27", 300)]
    assert asked(
        closing,
        "select subject_id from marts.books_findings where reason like '%top-up'",
    ) == [("w2",)]
