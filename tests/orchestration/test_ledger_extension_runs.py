"""The real command publishes nothing that rewrites closed books."""

import json

import pytest

from orchestration.publishing import current_run
from orchestration.reports.model import Outcome, Report
from tests.support.books import SEATS, Books
from tests.support.world import SELLER, Row, write_folder

pytestmark = pytest.mark.full_run
CLOSED = {**SELLER, "books_closed_through": "2026-02-28"}
PAID = SEATS["payments"][0]


@pytest.mark.rule("7.2")
def test_closed_books_refuse_a_change_and_take_what_comes_late_on_the_first_open_day(
    books: Books,
) -> None:
    first = current_run(books.home)
    _put(books, {**SEATS, "payments": [{**PAID, "amount_minor": 90}]})

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

    late = {**PAID, "payment_id": "late", "received_at": "2026-01-31T12:00:00Z"}
    _put(books, {**SEATS, "payments": [PAID, late]})

    published = books.run()

    assert published.returncode == 0, published.stdout
    assert books.ask(
        "select distinct document_id, booked_on::varchar as booked_on "
        "from marts.ledger_entries where document_kind = 'payment' order by all"
    ) == [
        {"document_id": "late", "booked_on": "2026-03-01"},
        {"document_id": "p", "booked_on": "2026-02-01"},
    ]


def _put(books: Books, tables: dict[str, list[Row]]) -> None:
    """Give the home a folder of its own with these tables, its books closed."""
    books.data = books.root / "data"
    write_folder(books.data, {**tables, "entities": [CLOSED]})
    identity = json.loads(books.home.identity.read_text("utf-8"))
    books.home.identity.write_text(json.dumps({**identity, "data": str(books.data)}))
