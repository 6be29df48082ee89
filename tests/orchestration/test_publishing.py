"""A version is shown in one step, never changes, and readers keep what they opened."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.store.database import open_store, sqlite_url
from app.warehouse.published import current_version
from orchestration.exports import digest
from orchestration.home import Home
from orchestration.mistakes import NothingPublishedError, UnknownRunError
from orchestration.publishing import (
    current_database,
    current_run,
    database_of,
    publish,
    show,
    versions,
)
from orchestration.runs.recovery import clean
from tests.app.drafts import FINANCE, draft

pytestmark = pytest.mark.slow

READER = """
import sys
from pathlib import Path
import duckdb
from orchestration.home import Home
from orchestration.publishing import current_database
def read():
    path = current_database(Home(Path(sys.argv[1])))
    return duckdb.connect(str(path), read_only=True)
held = read()
for line in sys.stdin:
    connection = held if line.strip() == "held" else read()
    found = connection.execute("select total from marts.invoices").fetchone()
    print(found[0], flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "books")


def test_readers_in_this_process_keep_theirs_and_open_the_next(home: Home) -> None:
    _publish(home, "0001-2026-01-31", total=100)
    held = duckdb.connect(str(current_database(home)), read_only=True)

    _publish(home, "0002-2026-02-28", total=200)
    fresh = duckdb.connect(str(current_database(home)), read_only=True)

    assert _total(held) == 100
    assert _total(fresh) == 200
    held.close()
    fresh.close()


def test_readers_in_another_process_keep_theirs_and_open_the_next(home: Home) -> None:
    _publish(home, "0001-2026-01-31", total=100)
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert _ask(reader, "held") == "100"

        _publish(home, "0002-2026-02-28", total=200)

        assert _ask(reader, "held") == "100"
        assert _ask(reader, "current") == "200"
        assert reader.stdin is not None
        reader.stdin.close()


def test_a_published_version_cannot_be_written(home: Home) -> None:
    _publish(home, "0001-2026-01-31", total=100)
    path = current_database(home)

    assert path.stat().st_mode & 0o222 == 0
    assert path.name == "tallyhouse.duckdb"
    assert not path.with_name("tallyhouse.duckdb.wal").exists()


def test_the_app_and_the_conductor_see_the_same_version(home: Home) -> None:
    _publish(home, "0001-2026-01-31", total=100)

    assert current_version(home.root).database == current_database(home)
    assert current_version(home.root).run == current_run(home)


def test_an_earlier_version_can_be_shown_again(home: Home) -> None:
    _publish(home, "0001-2026-01-31", total=100)
    _publish(home, "0002-2026-02-28", total=200)

    show(home, "0001-2026-01-31")

    assert current_run(home) == "0001-2026-01-31"
    assert len(versions(home)) == 2


def test_clean_keeps_the_newest_and_the_current_version(home: Home) -> None:
    for number in (1, 2, 3, 4):
        _publish(home, f"000{number}-2026-01-31", total=number)
    show(home, "0001-2026-01-31")

    told = clean(home, keep=1)

    assert versions(home) == ["0001-2026-01-31", "0004-2026-01-31"]
    assert len(told) == 2


@pytest.fixture
def issued_from_the_first(home: Home) -> Home:
    """Three published versions, with four invoices issued from the oldest."""
    for number in (1, 2, 3):
        _publish(home, f"000{number}-2026-01-31", total=number)
    drafts = {
        each.invoice_id: each
        for each in (
            draft(name, run_id="0001-2026-01-31")
            for name in ("amber", "birch", "cedar", "dune")
        )
    }
    store = open_store(sqlite_url(home.store))
    workplace = Workplace(
        store=store, read_draft=drafts.get, now=lambda: datetime(2026, 2, 1, tzinfo=UTC)
    )
    for each in drafts:
        command = IssueInvoice(draft_id=each)
        perform(command, actor=FINANCE, op_key=each, workplace=workplace)
    store.close()
    return home


@pytest.mark.rule("5.9")
def test_clean_keeps_the_version_that_says_why_an_issued_invoice_is_what_it_is(
    issued_from_the_first: Home,
) -> None:
    told = clean(issued_from_the_first, keep=1)

    assert versions(issued_from_the_first) == ["0001-2026-01-31", "0003-2026-01-31"]
    kept = "Kept the published version 0001-2026-01-31: it says why acme:ACME-00001, "
    assert told == [
        f"{kept}acme:ACME-00002, acme:ACME-00003 and 1 more came to what was issued.",
        "Removed the published version 0002-2026-01-31.",
    ]


def test_clean_removes_a_version_that_was_issued_from_when_told_to(
    issued_from_the_first: Home,
) -> None:
    clean(issued_from_the_first, keep=1, issued_too=True)

    assert versions(issued_from_the_first) == ["0003-2026-01-31"]


def test_clean_makes_no_store_where_there_is_none(home: Home) -> None:
    _publish(home, "0001-2026-01-31", total=1)

    clean(home, keep=1)

    assert not home.store.exists()


def test_what_is_not_published_is_said_to_be_so(home: Home) -> None:
    with pytest.raises(NothingPublishedError, match="Make a run first"):
        current_database(home)
    _publish(home, "0001-2026-01-31", total=100)

    with pytest.raises(UnknownRunError, match="Published here: 0001-2026-01-31"):
        database_of(home, "0009-2026-01-31")


def test_the_digest_depends_on_rows_and_not_on_their_order(home: Home) -> None:
    for run, rows in (
        ("0001-a", "(1), (2)"),
        ("0002-b", "(2), (1)"),
        ("0003-c", "(2)"),
    ):
        _candidate(home, run, rows)
        publish(home, run)

    one, two, three = (digest(database_of(home, run)) for run in versions(home))

    assert one == two
    assert one != three


def _publish(home: Home, run: str, *, total: int) -> None:
    _candidate(home, run, f"({total})")
    publish(home, run)


def _candidate(home: Home, run: str, rows: str) -> None:
    home.candidate(run).mkdir(parents=True)
    path = home.candidate(run) / "tallyhouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            f"create table marts.invoices as select * from (values {rows}) as t(total)"
        )


def _total(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select total from marts.invoices").fetchone()
    assert row is not None
    return row[0]


def _ask(reader: subprocess.Popen[str], which: str) -> str:
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(which + "\n")
    reader.stdin.flush()
    return reader.stdout.readline().strip()
