"""A draft is read whole enough to be issued."""

from datetime import date
from pathlib import Path

import pytest

from app.warehouse.drafts import read_draft
from tests.app.warehouse.acme import DRAFT_ID
from tests.app.warehouse.billed import PublishAcme


def test_a_draft_carries_its_lines_and_what_they_claim(
    tmp_path: Path, publish_acme: PublishAcme
) -> None:
    draft = read_draft(publish_acme(tmp_path), DRAFT_ID)

    assert draft is not None
    assert (draft.company_name, draft.run_id) == ("Acme Dental", "r1")
    assert (draft.total_minor, draft.due_date) == (30000, date(2026, 3, 31))
    [line] = draft.lines
    assert (line.amount_minor, line.description) == (30000, "Managed seat")
    assert line.claim_key == "recurring:seats:2026-03-01"


@pytest.mark.rule("5.2", "5.7")
def test_a_draft_says_how_its_lines_are_taxed(
    tmp_path: Path, publish_acme: PublishAcme
) -> None:
    draft = read_draft(publish_acme(tmp_path), DRAFT_ID)

    assert draft is not None
    [line] = draft.lines
    assert (line.tax_reason, line.tax_rate_id) == ("no_rate", None)
    assert line.is_tax_inclusive is False


@pytest.mark.rule("5.3")
def test_the_next_number_follows_those_of_the_replaced_system(
    tmp_path: Path, publish_acme: PublishAcme
) -> None:
    draft = read_draft(publish_acme(tmp_path), DRAFT_ID)

    assert draft is not None
    assert draft.highest_known_number == 2
    assert draft.numbering.number(3, on=draft.invoice_date) == "INV-00003"


def test_an_issued_invoice_is_no_draft(
    tmp_path: Path, publish_acme: PublishAcme
) -> None:
    folder = publish_acme(tmp_path)

    assert read_draft(folder, "us:INV-00001") is None
    assert read_draft(folder, "draft:us:nobody:USD:2026-03-01") is None


def test_a_draft_is_read_through_the_current_link(
    tmp_path: Path, publish_acme: PublishAcme
) -> None:
    publish_acme(tmp_path)

    draft = read_draft(tmp_path / "current", DRAFT_ID)

    assert draft is not None
    assert draft.run_id == "r1"
