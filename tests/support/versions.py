"""Versions as a run publishes them, without the run: landed, built, beside its models.

Example: a version of the small world, and the same with a change really made.

    before = version(tmp_path / "before", compiled_models, as_of=AS_OF, **tables)
    after = version(tmp_path / "after", ..., **really_made(tables, changes))
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from app.preview import ChangeKind, CompiledModels, RowChange, run
from orchestration.contract_export import input_contract
from tests.support.world import REQUIRED, Row, land, write_folder


def version(
    folder: Path, compiled: CompiledModels, *, as_of: date, **tables: Iterable[Row]
) -> Path:
    """Bill a world into a folder that holds what a published version holds."""
    return version_of(folder, compiled, write_folder(folder / "data", tables), as_of)


def version_of(
    folder: Path, compiled: CompiledModels, data: Path, as_of: date, *, threads: int = 1
) -> Path:
    """Bill a data folder into a folder that holds what a published version holds."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(land(folder, data, as_of))) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"set threads = {threads}")
        run(con, compiled)
    compiled.save(folder / "compiled.json")
    input_contract().save(folder / "input_contract.json")
    return folder


def really_made(
    tables: Mapping[str, Sequence[Row]], changes: Sequence[RowChange]
) -> dict[str, list[Row]]:
    """Return the tables as a person would leave them who makes the changes."""
    made: dict[str, list[Row]] = {
        name: list(rows) for name, rows in {**REQUIRED, **tables}.items()
    }
    for change in changes:
        contract = input_contract().table(change.table)
        assert contract is not None
        rows = made.setdefault(change.table, [])
        same = [
            row
            for row in rows
            if all(row.get(key) == change.values.get(key) for key in contract.key)
        ]
        for row in same:
            rows.remove(row)
        if change.kind is not ChangeKind.REMOVE:
            rows.append({**(same[0] if same else {}), **change.values})
    return made
