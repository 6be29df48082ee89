"""A run publishes all or nothing, whatever stops it, and says what happened."""

import json
import random
import shutil
import signal
import subprocess
import time

import duckdb
import pytest

from orchestration.crash_points import CRASH_POINTS
from orchestration.exports import digest
from orchestration.parsed_models import PROJECT
from orchestration.publishing import current_database, current_run, versions
from orchestration.reports.model import Outcome, Report, Status
from orchestration.runs.recovery import load_report
from tests.support.books import SEATS, Books

pytestmark = pytest.mark.full_run
FIRST = "0001-2026-03-31"
SECOND = "0002-2026-03-31"
EARLY = ("after:landing", "building:halfway", "publishing:moved")
LINKED = "publishing:linked"


def test_a_run_publishes_and_says_so_as_data_and_in_words(
    published_books: Books,
) -> None:
    home = published_books.home
    report = load_report(home, FIRST)
    version = home.version(FIRST)

    assert report is not None
    assert report.outcome is Outcome.PUBLISHED
    assert report.figures.drafts
    assert report.figures.unbalanced_transactions == 0
    assert len(report.checks) > 50
    assert not [check for check in report.checks if check.is_blocking]
    assert "is published" in (home.run_folder(FIRST) / "report.txt").read_text("utf-8")
    assert {path.name for path in version.iterdir()} >= {
        "tallyhouse.duckdb",
        "compiled.json",
        "dbt_manifest.json",
        "dictionary.md",
        "report.json",
    }


def test_the_manifest_names_every_file_by_its_content(published_books: Books) -> None:
    path = published_books.home.run_folder(FIRST) / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))

    files = {one["file"] for one in manifest["inputs"]["files"]}

    assert files == {path.name for path in published_books.data.iterdir()}
    assert manifest["inputs"]["as_of"] == "2026-03-31"
    assert manifest["inputs"]["versions"]["duckdb"] == "1.5.5"


def test_where_nothing_changed_the_published_run_stands(books: Books) -> None:
    began = time.perf_counter()
    ended = books.run("--json")

    report = Report.model_validate_json(ended.stdout)
    assert ended.returncode == 0
    assert report.outcome is Outcome.UNCHANGED
    assert report.run == FIRST
    assert versions(books.home) == [FIRST]
    assert time.perf_counter() - began < 30


def test_an_earlier_day_and_a_foreign_folder_are_refused(books: Books) -> None:
    earlier = books.run(as_of="2026-02-28")
    books.data = books.data.parent
    foreign = books.run()

    assert (earlier.returncode, foreign.returncode) == (2, 2)
    assert "2026-02-28 is before that" in earlier.stderr
    assert "keeps the books of" in foreign.stderr
    assert "Traceback" not in earlier.stderr + foreign.stderr


def test_an_unreadable_folder_stops_the_run_before_anything_is_published(
    books: Books,
) -> None:
    books.take_folder(SEATS)
    (books.data / "prices.csv").write_text("price_id\nseat_list\n", "utf-8")

    ended = books.run("--json")

    report = Report.model_validate_json(ended.stdout)
    assert ended.returncode == 2
    assert "prices.csv" in report.reason
    assert current_run(books.home) == FIRST
    assert not books.home.candidates.exists()


def test_a_failing_check_leaves_the_published_version_and_shows_rows(
    books: Books,
) -> None:
    before = digest(current_database(books.home))
    project = books.root / "dbt_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "tests" / "no_invoice_exists.sql").write_text(
        "select invoice_id, total_minor from {{ ref('invoices') }}\n", "utf-8"
    )

    ended = books.run("--again", "--json", TALLYHOUSE_DBT_PROJECT=str(project))

    report = Report.model_validate_json(ended.stdout)
    failed = {check.name: check for check in report.checks if check.is_blocking}
    assert ended.returncode == 1
    assert report.outcome is Outcome.BLOCKED
    assert "no_invoice_exists" in report.reason
    assert "total_minor" in failed["no_invoice_exists"].examples[0]
    assert not [check for check in report.checks if check.status is Status.SKIPPED]
    assert current_run(books.home) == FIRST
    assert digest(current_database(books.home)) == before


@pytest.mark.timeout(1200)
def test_runs_killed_before_the_link_moves_show_nothing_and_lose_nothing(
    books: Books,
) -> None:
    before = digest(current_database(books.home))

    for point in EARLY:
        killed = books.run("--again", TALLYHOUSE_KILL_AT=point)

        assert killed.returncode == -signal.SIGKILL, point
        assert current_run(books.home) == FIRST
        assert digest(current_database(books.home)) == before
    after = _killed_at_a_random_time(books)
    again = books.run("--again")

    assert again.returncode == 0, f"killed after {after} s: {again.stdout}"
    assert digest(current_database(books.home)) == before
    assert _outcome(books, SECOND) is Outcome.INTERRUPTED or not _left(books, SECOND)
    assert not books.home.candidates.exists()


def test_a_run_killed_after_the_link_moved_has_published(books: Books) -> None:
    before = digest(current_database(books.home))
    killed = books.run("--again", TALLYHOUSE_KILL_AT=LINKED)

    assert killed.returncode == -signal.SIGKILL
    assert current_run(books.home) == SECOND
    assert digest(current_database(books.home)) == before

    again = books.run()

    assert again.returncode == 0
    assert "had published before its process died" in again.stdout
    assert _outcome(books, SECOND) is Outcome.PUBLISHED


def test_the_points_at_which_runs_are_killed_exist() -> None:
    order = [CRASH_POINTS.index(point) for point in (*EARLY, LINKED)]

    assert order[-1] == max(order)


def test_two_runs_at_once_do_not_meet(books: Books) -> None:
    with subprocess.Popen(
        books.command("--again"), env=books.environment(), stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = books.run()
        first.kill()

    assert second.returncode == 3
    assert "in use by a run as of 2026-03-31" in second.stderr
    assert f"process {first.pid}" in second.stderr


def test_the_published_comments_describe_what_the_dictionary_says(
    published_books: Books,
) -> None:
    database = current_database(published_books.home)
    page = database.with_name("dictionary.md").read_text("utf-8")
    with duckdb.connect(str(database), read_only=True) as connection:
        comments = connection.execute(
            "select comment from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()

    assert len(comments) > 10
    assert all(comment and comment[0].split("\n")[0] in page for comment in comments)


def _killed_at_a_random_time(books: Books) -> float:
    """Begin a run, kill it whatever it does then, and return after how many seconds."""
    after = random.Random().uniform(1.0, 25.0)
    with subprocess.Popen(
        books.command("--again"),
        env=books.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
    return after


def _outcome(books: Books, run: str) -> Outcome | None:
    report = load_report(books.home, run)
    return report.outcome if report else None


def _left(books: Books, run: str) -> bool:
    return books.home.run_folder(run).exists()
