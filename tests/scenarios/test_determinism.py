"""The same inputs give the same bytes: twice, on other threads, in another order."""

import ast
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, run
from orchestration.exports import canonical_lines, digest, digests
from tests.support.repository import ROOT
from tests.support.shuffled import write_shuffled
from tests.support.versions import version_of
from tests.support.world import land

pytestmark = [pytest.mark.slow, pytest.mark.rule("2.6")]
AS_OF = date(2026, 3, 31)
SAMPLE = ROOT / "data/sample"
PLACES = {"file", "kept_file", "row_number", "kept_row"}
PLACE = re.compile(r"[\w/-]+\.csv(?:/\d+|, row \d+)?|From \d+ files")


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """The committed sample, landed and computed once."""
    folder = tmp_path_factory.mktemp("sample")
    return version_of(folder, compiled_models, SAMPLE, AS_OF) / "tallyhouse.duckdb"


@pytest.mark.parametrize("threads", [1, 3, 8])
def test_any_number_of_threads_gives_the_same_bytes(
    threads: int, sample: Path, compiled_models: CompiledModels, tmp_path: Path
) -> None:
    again = land(tmp_path, SAMPLE, AS_OF)
    with duckdb.connect(str(again)) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"set threads = {threads}")
        run(con, compiled_models)

    assert digests(again) == digests(sample)
    assert digest(again) == digest(sample)


@pytest.mark.parametrize(("seed", "parts"), [(1, 1), (2, 4)])
def test_any_order_of_rows_and_files_gives_the_same_but_for_where_rows_stand(
    seed: int, parts: int, sample: Path, compiled_models: CompiledModels, tmp_path: Path
) -> None:
    data = write_shuffled(SAMPLE, tmp_path / "data", seed=seed, parts=parts)

    shuffled = version_of(tmp_path / "version", compiled_models, data, AS_OF)

    before, after = _placeless(sample), _placeless(shuffled / "tallyhouse.duckdb")
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []


def test_a_single_cent_elsewhere_is_noticed(sample: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tallyhouse.duckdb"
    copy.write_bytes(sample.read_bytes())
    with duckdb.connect(str(copy)) as con:
        con.execute(
            "update marts.invoice_lines set tax_minor = tax_minor + 1 where "
            "(invoice_id, line_no) in (select (invoice_id, line_no) "
            "from marts.invoice_lines order by all limit 1)"
        )

    before, after = digests(sample), digests(copy)

    assert [name for name in before if before[name] != after[name]] == [
        "marts.invoice_lines"
    ]


def _placeless(database: Path) -> Mapping[str, list[str]]:
    """Give each mart's rows without the files and row numbers that they name."""
    found: dict[str, list[str]] = {}
    header: list[str] = []
    for line in canonical_lines(database):
        if line.startswith("# "):
            name, _, columns = line[2:].partition(": ")
            header = columns.split(", ")
            found[name] = []
        else:
            cells = zip(header, ast.literal_eval(line), strict=True)
            kept = [value for column, value in cells if column not in PLACES]
            found[name].append(PLACE.sub("a place", repr(kept)))
    return {name: sorted(rows) for name, rows in found.items()}
