"""Runs that follow each other over the real models, the ledger handed on."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from random import Random

import duckdb

from app.preview import CompiledModels, copy_inputs, run, violations
from app.preview.compiled_models import ModelTest
from orchestration.closed_books import carry_closed_transactions
from tests.support.repository import ROOT
from tests.support.world import Row, land, open_small, write_folder

INVARIANTS = {path.stem for path in (ROOT / "dbt_project/tests/books").glob("*.sql")}

LATE_SHARE = 0.2
ALWAYS_KNOWN = {
    *("entities", "companies", "products", "technicians", "fx_rates"),
    "issued_invoice_lines",
}


def invariants(compiled: CompiledModels) -> list[ModelTest]:
    """Return the tests of the books that block a run, whatever documents there are."""
    return [
        test
        for test in compiled.tests
        if Path(test.name).stem in INVARIANTS and test.severity == "error"
    ]


def next_version(
    folder: Path,
    compiled: CompiledModels,
    *,
    as_of: date,
    published: Path | None,
    **tables: Iterable[Row],
) -> Path:
    """Compute a version that follows the published one, and write its database.

    Its books agree with themselves, or the test ends here.
    """
    landed = land(folder, write_folder(folder / "data", tables), as_of)
    carry_closed_transactions(published, landed)
    version = folder / "version" / "tallyhouse.duckdb"
    version.parent.mkdir()
    with open_small() as con:
        copy_inputs(con, landed)
        run(con, compiled)
        assert violations(con, invariants(compiled)) == {}
        con.execute(f"attach '{version}' as version")
        con.execute("copy from database tallyhouse to version")
        con.execute("detach version")
    return version


def in_time(
    tables: Mapping[str, list[Row]], random: Random, late: float = LATE_SHARE
) -> dict[str, list[Row]]:
    """Leave out a share of the documents, as if they had not come yet."""
    return {
        table: listed
        if table in ALWAYS_KNOWN
        else [row for row in listed if random.random() >= late]
        for table, listed in tables.items()
    }


def asked(version: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask a version."""
    with duckdb.connect(str(version), read_only=True) as con:
        return con.execute(sql).fetchall()
