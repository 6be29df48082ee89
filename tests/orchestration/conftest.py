"""Whole runs through the real command, over a folder small enough to repeat."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from orchestration.home import Home
from tests.support.world import write_folder

COMMAND = Path(sys.executable).with_name("tallyhouse")
AS_OF = "2026-03-31"
SEATS = {
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"}
    ],
    "subscription_items": [
        {
            "item_id": "seats",
            "subscription_id": "s",
            "product_id": "seat",
            "started_on": "2026-01-01",
            "quantity": "3",
        }
    ],
    "payments": [
        {
            "payment_id": "p",
            "company_id": "acme",
            "received_at": "2026-02-01T12:00:00Z",
            "amount_minor": "100",
            "currency": "USD",
        }
    ],
}


class Books:
    """A data folder and its home, billed by the real command in its own process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.home = Home(root / "home")

    def run(
        self, *options: str, as_of: str = AS_OF, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Bill the folder and wait for the end."""
        return subprocess.run(
            self.command(*options, as_of=as_of),
            env=self.environment(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=540,
        )

    def command(self, *options: str, as_of: str = AS_OF) -> list[str]:
        """Return the command line of a run."""
        data = ("--data", str(self.data), "--as-of", as_of)
        return [str(COMMAND), "run", *data, *options]

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment that names this home as the only one."""
        return {**os.environ, "TALLYHOUSE_HOME": str(self.home.root), **(more or {})}

    def copy(self, root: Path) -> "Books":
        """Return the same books elsewhere, as they are now."""
        shutil.copytree(self.home.root, root / "home", symlinks=True)
        twin = Books(root)
        twin.data = self.data
        return twin


@pytest.fixture(scope="session")
def published_books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Books of three seats, published once for the whole session."""
    books = Books(tmp_path_factory.mktemp("books"))
    write_folder(books.data, SEATS)
    ended = books.run()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return books


@pytest.fixture
def books(published_books: Books, tmp_path: Path) -> Books:
    """The published books in a home of the test's own."""
    return published_books.copy(tmp_path)
