"""Readers see the version the link names, and the next one when it moves."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.warehouse.connection import UnreadableVersionError, scoped_cursor
from app.warehouse.published import (
    NothingPublishedError,
    current_version,
    version_at,
)
from app.warehouse.reading import MartUnavailableError, read_rows
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.ledgerless import Balance, publish_balances
from tests.support.repository import ROOT

EVERYONE = ReaderScope.everyone()


def test_the_next_version_is_read_when_the_link_moves(tmp_path: Path) -> None:
    publish_balances(tmp_path, "r1", acme=100)
    before = read_rows(current_version(tmp_path), EVERYONE, Balance)

    publish_balances(tmp_path, "r2", acme=70)
    after = read_rows(current_version(tmp_path), EVERYONE, Balance)

    assert (before[0].open_minor, after[0].open_minor) == (100, 70)


def test_a_reader_in_the_middle_keeps_its_version(tmp_path: Path) -> None:
    publish_balances(tmp_path, "r1", acme=100)
    held = current_version(tmp_path)
    cursor = scoped_cursor(held, EVERYONE)

    for run in ("r2", "r3", "r4"):
        publish_balances(tmp_path, run, acme=7)
        read_rows(current_version(tmp_path), EVERYONE, Balance)

    found = cursor.execute("select open_minor from scoped.balances").fetchall()
    assert found == [(100,)]
    assert read_rows(held, EVERYONE, Balance) == (Balance("acme", 100),)


def test_a_reader_in_another_process_sees_the_version_too(tmp_path: Path) -> None:
    publish_balances(tmp_path, "r1", acme=100)
    mine = scoped_cursor(current_version(tmp_path), EVERYONE)
    read = (
        "import sys; from pathlib import Path;"
        "from app.warehouse.published import current_version;"
        "from app.warehouse.reading import read_rows;"
        "from app.warehouse.scope import ReaderScope;"
        "from tests.app.warehouse.ledgerless import Balance;"
        "print(read_rows(current_version(Path(sys.argv[1])),"
        " ReaderScope.everyone(), Balance)[0].open_minor)"
    )

    there = subprocess.run(
        [sys.executable, "-c", read, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert there.stdout.strip() == "100"
    assert mine.execute("select open_minor from scoped.balances").fetchall() == [(100,)]


def test_a_home_without_a_version_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError, match="tallyhouse run"):
        current_version(tmp_path)


def test_a_version_is_found_by_its_folder_its_file_and_the_link(tmp_path: Path) -> None:
    folder = publish_balances(tmp_path, "r1", acme=100)

    found = {
        version_at(path).run
        for path in (folder, folder / "tallyhouse.duckdb", tmp_path / "current")
    }

    assert found == {"r1"}


def test_a_mart_that_an_older_version_lacks_is_named(tmp_path: Path) -> None:
    folder = publish_balances(tmp_path, "r1", acme=100)

    class Newer(Balance):
        mart = "collections"

    with pytest.raises(MartUnavailableError, match=r"marts\.collections"):
        read_rows(version_at(folder), EVERYONE, Newer)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    folder = publish_balances(tmp_path, "r1", acme=100)
    database = folder / "tallyhouse.duckdb"
    database.chmod(0o644)
    database.write_bytes(b"not a database")

    with pytest.raises(UnreadableVersionError, match="r1"):
        read_rows(version_at(folder), EVERYONE, Balance)
