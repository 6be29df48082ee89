"""The real command publishes nothing that rewrites closed books."""

import pytest

from orchestration.publishing import current_run
from orchestration.reports.model import Outcome, Report
from tests.support.books import SEATS, Books
from tests.support.world import SELLER

pytestmark = pytest.mark.full_run
CLOSED = {**SELLER, "books_closed_through": "2026-02-28"}
PAID = SEATS["payments"][0]


@pytest.mark.rule("7.2")
def test_closed_books_refuse_a_change(books: Books) -> None:
    first = current_run(books.home)
    less = {**PAID, "amount_minor": "90"}
    books.take_folder({**SEATS, "entities": [CLOSED], "payments": [less]})

    refused = books.run("--json")

    report = Report.model_validate_json(refused.stdout)
    text = (books.home.run_folder(report.run) / "report.txt").read_text("utf-8")
    assert refused.returncode == 1
    assert report.outcome is Outcome.BLOCKED
    assert "closed_books_stay_as_published" in report.reason
    assert current_run(books.home) == first
    assert "published 1.00 USD, now 0.90 USD" in text
    assert "transaction payment:p:1, document payment p" in text
    assert "what to do: undo the change in the folder" in text


@pytest.mark.rule("7.2")
def test_closed_books_take_what_comes_late_on_the_first_open_day(
    books_a_month_later: Books,
) -> None:
    assert books_a_month_later.ask(
        "select distinct document_id, booked_on::varchar as booked_on "
        "from marts.ledger_entries where document_kind = 'payment' order by all"
    ) == [
        {"document_id": "late", "booked_on": "2026-03-01"},
        {"document_id": "p", "booked_on": "2026-02-01"},
    ]
