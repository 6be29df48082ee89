"""A home that is lost comes back from its backup with all that it remembers."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.preview import CompiledModels
from app.store.database import open_store, sqlite_url
from app.store.invoices import invoices_by_run
from orchestration.aging_snapshots import keep_snapshot
from orchestration.backups import (
    CONTENTS,
    TakenFolderError,
    UnfinishedBackupError,
    back_up,
    restore,
)
from orchestration.cli import run_command
from orchestration.exports import digest
from orchestration.home import Home
from orchestration.identity import claim, recorded_owner
from orchestration.ledger_extension import compare_ledgers
from orchestration.lock import locked
from orchestration.publishing import current_run, published_database, versions
from orchestration.reports.model import Outcome, Report
from orchestration.runs.inputs import read_inputs
from orchestration.runs.manifest import current_manifest
from orchestration.runs.recovery import save_report
from tests.app.drafts import FINANCE, draft
from tests.dbt_project.books.documents import invoice, payment
from tests.support.books import Books
from tests.support.closing import next_version
from tests.support.published import AS_OF, RUNS, publish_copy, publish_version
from tests.support.world import SELLER, Row

pytestmark = pytest.mark.slow

BOOKED: dict[str, list[Row]] = {
    "issued_invoices": [invoice("acme", "A1", "2026-01-05", "2026-02-05", 5000)],
    "payments": [payment("p", "acme", "2026-02-10", 5000)],
}
CLOSED = [{**SELLER, "books_closed_through": "2026-02-28"}]


@pytest.fixture(scope="module")
def kept_home(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Home:
    """Return a home with two versions, an invoice issued, and an aging kept."""
    kept = Home(tmp_path_factory.mktemp("kept") / "home")
    claim(kept, kept.root / "data")
    booked = publish_version(kept, RUNS[0], compiled_models, **BOOKED)
    publish_copy(kept, RUNS[1], booked)
    for run in RUNS:
        save_report(
            kept, Report(run=run, data="data", as_of=AS_OF, outcome=Outcome.PUBLISHED)
        )
    keep_snapshot(kept)
    (kept.lake / "usage").mkdir(parents=True)
    (kept.lake / "usage" / "a.parquet").write_bytes(b"PAR1")
    _issue(kept, draft(run_id=RUNS[0]))
    return kept


@pytest.fixture
def home(kept_home: Home, tmp_path: Path) -> Home:
    """Return the same home in a folder of the test's own."""
    shutil.copytree(kept_home.root, tmp_path / "home", symlinks=True)
    return Home(tmp_path / "home")


def _issue(home: Home, *drafts) -> None:
    store = open_store(sqlite_url(home.store))
    work = Workplace(
        store=store,
        read_draft={one.invoice_id: one for one in drafts}.get,
        now=lambda: datetime(2026, 4, 1, tzinfo=UTC),
    )
    for one in drafts:
        command = IssueInvoice(draft_id=one.invoice_id)
        perform(command, actor=FINANCE, op_key=one.invoice_id, workplace=work)
    store.close()


def _issued(home: Home) -> object:
    store = open_store(sqlite_url(home.store))
    with store.reading() as connection:
        found = dict(invoices_by_run(connection))
    store.close()
    return found


def _inputs(home: Home, data: Path) -> object:
    return read_inputs(home, data, AS_OF, owner="data").fingerprint


def test_a_restored_home_is_the_one_that_was_backed_up(
    home: Home, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    back_up(home, tmp_path / "backup")
    restored = Home(tmp_path / "restored")

    restore(tmp_path / "backup", restored)

    before, after = published_database(home), published_database(restored)
    assert before is not None
    assert after is not None
    assert digest(after) == digest(before)
    assert current_run(restored) == RUNS[1]
    assert recorded_owner(restored) == recorded_owner(home)
    assert _issued(restored) == _issued(home) != {}
    assert _inputs(restored, tmp_path / "data") == _inputs(home, tmp_path / "data")
    for folder in ("lake", "snapshots", "runs"):
        assert _content(restored.root / folder) == _content(home.root / folder)


def _content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_version_an_invoice_was_issued_from_is_kept_too(
    home: Home, tmp_path: Path
) -> None:
    back_up(home, tmp_path / "backup")

    assert versions(Home(tmp_path / "backup")) == list(RUNS)


@pytest.mark.rule("7.2")
def test_a_restored_home_closes_the_books_that_it_published(
    home: Home, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    back_up(home, tmp_path / "backup")
    restored = Home(tmp_path / "restored")
    restore(tmp_path / "backup", restored)
    published = published_database(restored)

    closing = next_version(
        tmp_path / "closing",
        compiled_models,
        as_of=AS_OF,
        published=published,
        **{**BOOKED, "entities": CLOSED},
    )

    assert compare_ledgers(published, closing).within_closed == 0
    assert compare_ledgers(published, closing).late == 0


def test_a_backup_that_was_damaged_is_not_restored(home: Home, tmp_path: Path) -> None:
    back_up(home, tmp_path / "backup")
    (tmp_path / "backup" / "lake" / "usage" / "a.parquet").write_bytes(b"PAR2")

    with pytest.raises(UnfinishedBackupError, match=r"lake/usage/a\.parquet is not as"):
        restore(tmp_path / "backup", Home(tmp_path / "restored"))

    assert not (tmp_path / "restored").exists()


def test_what_is_refused_leaves_nothing_behind(home: Home, tmp_path: Path) -> None:
    back_up(home, tmp_path / "backup")
    damaged = tmp_path / "backup" / "lake" / "usage" / "a.parquet"
    damaged.unlink()
    before = set(tmp_path.iterdir())

    with pytest.raises(UnfinishedBackupError, match="is missing"):
        restore(tmp_path / "backup", Home(tmp_path / "restored"))
    home.store.write_bytes(b"no database" * 100)
    with pytest.raises(DatabaseError):
        back_up(home, tmp_path / "another")

    assert set(tmp_path.iterdir()) == before


def test_a_backup_that_was_not_finished_is_not_restored(
    home: Home, tmp_path: Path
) -> None:
    back_up(home, tmp_path / "backup")
    (tmp_path / "backup" / CONTENTS).unlink()

    with pytest.raises(UnfinishedBackupError, match=CONTENTS):
        restore(tmp_path / "backup", Home(tmp_path / "restored"))


def test_nothing_is_ever_written_over(home: Home, tmp_path: Path) -> None:
    with pytest.raises(TakenFolderError):
        back_up(home, home.lake)
    back_up(home, tmp_path / "backup")

    with pytest.raises(TakenFolderError):
        restore(tmp_path / "backup", home)


def test_a_home_in_use_is_not_backed_up(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with locked(home, "a run"):
        code = run_command(
            ["backup", str(tmp_path / "backup"), "--home", str(home.root)]
        )

    assert code == 3
    assert not (tmp_path / "backup").exists()
    assert "a run" in capsys.readouterr().err


def test_a_store_elsewhere_is_named_as_missing_without_its_password(
    home: Home,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = sqlite_url(tmp_path / "hunter2.sqlite")
    monkeypatch.setenv("TALLYHOUSE_STORE_URL", elsewhere)

    code = run_command(["backup", str(tmp_path / "backup"), "--home", str(home.root)])

    told = capsys.readouterr()
    assert code == 0, told.err
    assert "pg_dump" in told.out
    assert "hunter2" not in told.out


def test_exports_that_moved_are_named_when_a_home_is_restored(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = tmp_path / "moved"
    moved.mkdir()
    back_up(home, tmp_path / "backup")
    options = ["--home", str(tmp_path / "restored"), "--data", str(moved)]

    code = run_command(["restore", str(tmp_path / "backup"), *options])

    assert code == 0
    assert recorded_owner(Home(tmp_path / "restored")) == str(moved)
    assert f"--data {moved}" in capsys.readouterr().out


@pytest.mark.full_run
def test_a_run_in_a_restored_home_reads_what_the_lost_one_read(
    books: Books, tmp_path: Path
) -> None:
    before = current_manifest(books.home)
    ended = books.tallyhouse("backup", str(tmp_path / "backup"))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    books.home = Home(tmp_path / "restored")
    restored = books.tallyhouse("restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stdout + restored.stderr

    again = books.run()

    # unchanged, unless the code was edited since
    after = current_manifest(books.home)
    assert again.returncode == 0, again.stdout + again.stderr
    assert before is not None
    assert after is not None
    assert after.inputs.model_copy(update={"code": before.inputs.code}) == before.inputs
    assert "books_begin_once" not in again.stdout
