"""Stores to work in: SQLite always, PostgreSQL where its server is installed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.actions.workplace import Workplace
from app.domain.invoice import Draft
from app.store.database import Store, open_store, sqlite_url
from tests.app.postgres import postgres_server

if TYPE_CHECKING:
    from tests.app.sandbox import SandboxProcess


@pytest.fixture(scope="session")
def postgres_urls() -> Iterator[Callable[[], str]]:
    with postgres_server() as fresh_database:
        yield fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "store" / "tallyhouse.sqlite")
    return request.getfixturevalue("postgres_urls")()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = open_store(store_url)
    yield store
    store.close()


class Shelf(dict[str, Draft]):
    """The drafts of a pretended published warehouse."""

    def put(self, *drafts: Draft) -> None:
        self.update({draft.invoice_id: draft for draft in drafts})


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, **by: float) -> None:
        self.instant += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workplace(store: Store, shelf: Shelf, clock: Clock) -> Workplace:
    return Workplace(store=store, read_draft=shelf.get, now=clock)


@pytest.fixture
def sandbox(tmp_path: Path) -> "Iterator[SandboxProcess]":
    from tests.app.sandbox import SandboxProcess  # noqa: PLC0415  only few need it

    sandbox = SandboxProcess(tmp_path / "stripe.sqlite").start()
    yield sandbox
    sandbox.kill()
