"""The command answers quickly, in words, and with the exit code it promises."""

import csv
import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import run_command
from orchestration.home import Home
from orchestration.publishing import publish

COMMAND = Path(sys.executable).with_name("tallyhouse")
RUN = "0001-2026-03-31"
OWN = (
    *("run", "up", "status", "runs", "rollback", "clean", "query", "dictionary"),
    *("backup", "restore", "preview", "diff", "replay"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("cli") / "books")
    home.candidate(RUN).mkdir(parents=True)
    with duckdb.connect(str(home.candidate(RUN) / "tallyhouse.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.invoices as select * from (values "
            "('i1', 1999::bigint, 'USD'), ('i2', null, 'EUR')) "
            "as t(invoice_id, total_minor, currency)"
        )
    publish(home, RUN)
    return home


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--version"]) == 0

    assert capsys.readouterr().out.startswith("tallyhouse 0.")


def test_a_query_answers_in_under_a_second_of_its_own_work(home: Home) -> None:
    took = []
    for _ in range(3):
        began = _worked()
        asked = _tallyhouse(home, "query", "select count(*) as n from marts.invoices")
        took.append(_worked() - began)
        assert asked.returncode == 0

    assert min(took) < 1.0


def test_a_query_imports_no_heavy_library(home: Home) -> None:
    code = (
        "import sys; from orchestration.cli import run_command; "
        "run_command(['query', 'select 1']); "
        "print([n for n in ('dagster', 'dbt', 'great_expectations', 'sklearn', "
        "'streamlit', 'polars', 'pandas') if n in sys.modules])"
    )

    asked = subprocess.run(
        [sys.executable, "-c", code],
        env=_environment(home),
        capture_output=True,
        text=True,
        check=True,
    )

    assert asked.stdout.splitlines()[-1] == "[]"


def test_rows_come_as_a_table_csv_or_json(home: Home) -> None:
    sql = "select * from marts.invoices order by invoice_id"

    table = _tallyhouse(home, "query", sql).stdout
    as_csv = _tallyhouse(home, "query", "--format", "csv", sql).stdout
    as_json = _tallyhouse(home, "query", "--format", "json", sql).stdout

    assert "invoice_id" in table
    assert "(2 rows)" in table
    assert next(csv.DictReader(io.StringIO(as_csv)))["total_minor"] == "1999"
    assert json.loads(as_json)[1] == {
        "invoice_id": "i2",
        "total_minor": None,
        "currency": "EUR",
    }


def test_the_path_is_that_of_the_real_file(home: Home) -> None:
    printed = Path(_tallyhouse(home, "query", "--path").stdout.strip())

    assert printed.name == "tallyhouse.duckdb"
    assert printed == printed.resolve()


@pytest.mark.parametrize(
    "sql",
    [
        "drop table marts.invoices",
        "insert into marts.invoices values ('x', 1, 'USD')",
        "copy marts.invoices to 'stolen.csv'",
        "select * from read_csv('/etc/passwd')",
    ],
)
def test_a_query_changes_nothing_and_reads_no_other_file(home: Home, sql: str) -> None:
    asked = _tallyhouse(home, "query", sql)

    assert asked.returncode == 2
    assert "Traceback" not in asked.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("query", "selec 1"), 2, "syntax error"),
        (("query",), 2, "Say what to ask"),
        (
            ("run", "--data", "nowhere", "--as-of", "2026-03-31"),
            2,
            "There is no folder",
        ),
        (("run", "--data", "tests", "--as-of", "31.3.2026"), 2, "YYYY-MM-DD"),
        (("preview", "--as-of", "2026-13-01"), 2, "not a day of the calendar. Write"),
        (("clean", "--keep", "-1"), 2, "--keep -1 is fewer versions than none"),
        (("run", "--data", "tests"), 2, "--as-of YYYY-MM-DD"),
        (("rollback", "0007-2026-01-31"), 2, RUN),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_a_mistake_is_said_in_words(
    home: Home, arguments: tuple[str, ...], code: int, words: str
) -> None:
    asked = _tallyhouse(home, *arguments)

    assert asked.returncode == code
    assert words in asked.stderr + asked.stdout
    assert "Traceback" not in asked.stderr + asked.stdout


@pytest.mark.parametrize("command", OWN)
def test_every_command_explains_itself(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_command([command, "--help"])

    told = capsys.readouterr().out
    assert code == 0
    assert f"tallyhouse {command}" in told
    assert "--home" in told


def _tallyhouse(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _worked() -> float:
    """Return the processor seconds of the commands so far, whoever worked beside."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _environment(home: Home) -> dict[str, str]:
    return {**os.environ, "TALLYHOUSE_HOME": str(home.root), "COLUMNS": "100"}
