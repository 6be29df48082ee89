"""A home that lived on: a month later, its books closed, a document come late."""

import pytest

from tests.support.books import SEATS, Books
from tests.support.shared import once
from tests.support.world import SELLER

CLOSED = {**SELLER, "books_closed_through": "2026-02-28"}
LATE = {
    **SEATS["payments"][0],
    "payment_id": "late",
    "received_at": "2026-01-31T12:00:00Z",
    "amount_minor": "70",
}


@pytest.fixture(scope="session")
def books_a_month_later(
    published_books: Books, tmp_path_factory: pytest.TempPathFactory
) -> Books:
    """The books of three seats after their second run; only to be read."""
    return Books(
        once(
            tmp_path_factory,
            "books a month later",
            lambda folder: live_on(published_books.copy(folder)),
        )
    )


def live_on(books: Books) -> None:
    """Close February, hear of a payment of January, and run as of the end of April."""
    payments = [*SEATS["payments"], LATE]
    books.take_folder({**SEATS, "entities": [CLOSED], "payments": payments})
    ended = books.run(as_of="2026-04-30")
    assert ended.returncode == 0, ended.stdout + ended.stderr
