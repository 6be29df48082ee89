"""The page and the JSON of a run can be read by people and programs, offline."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.defs.quality import CHECKS, QualityResult, read_results, run_suites
from orchestration.defs.quality.page import render
from tests.orchestration.quality.warehouse import change, sound_warehouse

pytestmark = pytest.mark.slow

ODD = QualityResult(
    suite="ranges",
    name="payments_bring_money_in",
    table="raw.payments",
    severity="warning",
    success=False,
    observed="1 row breaks it",
    expected="above 0",
    examples=({"payment_id": "<script>alert(1)</script>", "amount_minor": "-5"},),
)


def test_the_page_names_nothing_outside_itself() -> None:
    page = render([ODD], has_history=False)

    assert not re.search(r"(?:src|href|url|@import)\s*[=(:]?\s*[\"'(]", page)
    assert "http" not in page


def test_rows_are_shown_as_text_never_as_markup() -> None:
    page = render([ODD], has_history=False)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_the_page_shows_what_failed_with_its_rows(tmp_path: Path) -> None:
    database = sound_warehouse(tmp_path)
    change(database, "update marts.ar_aging set bucket = 'next year'")

    run_suites(database, history=None, out=tmp_path / "quality")

    page = (tmp_path / "quality" / "index.html").read_text("utf-8")
    assert "One check says that the result would be wrong" in page
    assert "next year" in page
    assert "no published version yet" in page
    for spec in CHECKS:
        assert spec.name.replace("_", " ").capitalize() in page


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    database = sound_warehouse(tmp_path)
    change(database, "update raw.payments set amount_minor = -1")

    results = run_suites(database, history=None, out=tmp_path / "quality")

    assert read_results(tmp_path / "quality") == results


def test_naming_the_checks_does_not_import_the_library() -> None:
    program = (
        "import sys; from orchestration.defs.quality import CHECKS;"
        "print(len(CHECKS), 'great_expectations' in sys.modules)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split() == [str(len(CHECKS)), "False"]


def test_a_warmed_up_process_waits_for_its_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestration.defs.quality", "--wait"]
    command += ["--database", str(tmp_path / "tallyhouse.duckdb")]
    command += ["--out", str(tmp_path / "quality")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        sound_warehouse(tmp_path)

        said, _ = process.communicate("go\n", timeout=60)

    assert process.returncode == 0
    assert said == f"done {tmp_path / 'quality' / 'results.json'}\n"
    assert len(read_results(tmp_path / "quality")) == len(CHECKS)


def test_a_process_whose_conductor_is_gone_does_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orchestration.defs.quality", "--wait"]
    command += ["--database", str(tmp_path / "tallyhouse.duckdb")]
    command += ["--out", str(tmp_path / "quality")]

    ran = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)

    assert ran.returncode == 3
    assert not (tmp_path / "quality").exists()
