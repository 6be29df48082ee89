"""The same inputs give the same bytes: twice, on other threads, in another order."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from orchestration.exports import SCHEMAS, digests
from tests.support.repository import ROOT
from tests.support.shuffled import write_shuffled
from tests.support.versions import version_of

pytestmark = [pytest.mark.slow, pytest.mark.rule("2.6")]
AS_OF = date(2026, 3, 31)
SAMPLE = ROOT / "data/sample"
PLACES = ("file", "kept_file", "row_number", "kept_row")
PLACE = r"[\w/-]+\.csv(?:/\d+|, row \d+)?|From \d+ files"


@pytest.fixture(scope="module")
def sample(sample_version: Path) -> Path:
    """The committed sample, landed, and computed by one thread."""
    return sample_version / "tallyhouse.duckdb"


@pytest.fixture(scope="module")
def digests_of_sample(sample: Path) -> dict[str, str]:
    """One hash a table of the sample."""
    return digests(sample)


def test_any_number_of_threads_gives_the_same_bytes(
    digests_of_sample: dict[str, str], compiled_models: CompiledModels, tmp_path: Path
) -> None:
    again = version_of(tmp_path, compiled_models, SAMPLE, AS_OF, threads=8)

    assert digests(again / "tallyhouse.duckdb") == digests_of_sample


def test_any_order_of_rows_and_files_gives_the_same_but_for_where_rows_stand(
    sample: Path, compiled_models: CompiledModels, tmp_path: Path
) -> None:
    data = write_shuffled(SAMPLE, tmp_path / "data", seed=2, parts=4)

    shuffled = version_of(tmp_path / "version", compiled_models, data, AS_OF, threads=3)

    before, after = _placeless(sample), _placeless(shuffled / "tallyhouse.duckdb")
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []


def test_a_single_cent_elsewhere_is_noticed(
    sample: Path, digests_of_sample: dict[str, str], tmp_path: Path
) -> None:
    copy = tmp_path / "tallyhouse.duckdb"
    copy.write_bytes(sample.read_bytes())
    with duckdb.connect(str(copy)) as con:
        con.execute(
            "update marts.invoice_lines set tax_minor = tax_minor + 1 where "
            "(invoice_id, line_no) in (select (invoice_id, line_no) "
            "from marts.invoice_lines order by all limit 1)"
        )

    before, after = digests_of_sample, digests(copy)

    assert [name for name in before if before[name] != after[name]] == [
        "marts.invoice_lines"
    ]


def _placeless(database: Path) -> dict[str, tuple[object, ...] | None]:
    """Hash each mart's rows without the files and row numbers that they name."""
    with duckdb.connect(str(database), read_only=True) as con:
        tables = con.execute(
            "select schema_name || '.' || table_name, "
            "list(column_name order by column_name) from duckdb_columns() "
            "where database_name = 'tallyhouse' and "
            "list_contains(?, schema_name) and not list_contains(?, column_name) "
            "group by all order by all",
            [list(SCHEMAS), list(PLACES)],
        ).fetchall()
        return {table: _hashed(con, table, columns) for table, columns in tables}


def _hashed(
    con: duckdb.DuckDBPyConnection, table: str, columns: list[str]
) -> tuple[object, ...] | None:
    cells = ", ".join(f"coalesce(\"{name}\"::varchar, 'none')" for name in columns)
    return con.execute(
        "select count(*), md5(string_agg(line, chr(10) order by line)) from (select "
        f"regexp_replace(concat_ws(' | ', {cells}), ?, 'a place', 'g') as line "
        f"from {table})",
        [PLACE],
    ).fetchone()
