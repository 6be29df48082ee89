"""Builds a published version again from its recorded inputs, and compares tables."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from app.preview import Comparison, CompiledModels, attach, copy_inputs, run
from orchestration.comparison import compare_versions
from orchestration.exports import digests
from orchestration.home import DATABASE_NAME

EXAMPLES = 5
LEARNING = "learning"
Prepare = Callable[[duckdb.DuckDBPyConnection], None]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table that came out otherwise, with the first rows of each side alone."""

    table: str
    columns: tuple[str, ...]
    only_recorded: int
    only_replayed: int
    recorded: tuple[tuple[str | None, ...], ...] = ()
    replayed: tuple[tuple[str | None, ...], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of building a version again; `taken_over` was not computed."""

    run: str
    identical: tuple[str, ...]
    different: tuple[TableDifference, ...]
    taken_over: tuple[str, ...]
    comparison: Comparison | None

    @property
    def is_identical(self) -> bool:
        """Whether every table that was computed is the same, byte for byte."""
        return not self.different


def replay_version(
    database: Path, models: CompiledModels, *, prepare: Prepare | None = None
) -> Replay:
    """Run the models over the raw tables of a version and compare every mart.

    Predictions are no models: their tables are taken over as they were recorded, and
    the marts over them are compared with that. `prepare` may complete the inputs
    before models run that are not the version's own.
    """
    with tempfile.TemporaryDirectory(prefix="tallyhouse-replay-") as folder:
        rebuilt = Path(folder) / DATABASE_NAME
        _rebuild(database, rebuilt, models, prepare)
        before, after = digests(database), digests(rebuilt)
        names = sorted({*before, *after})
        differing = [name for name in names if before.get(name) != after.get(name)]
        different = _differences(database, rebuilt, differing)
        comparison = compare_versions(database, rebuilt) if different else None
    taken_over = tuple(name for name in names if name.startswith(f"{LEARNING}."))
    same = {*names} - {*differing} - {*taken_over}
    return Replay(
        run=database.parent.name,
        identical=tuple(sorted(same)),
        different=different,
        taken_over=taken_over,
        comparison=comparison,
    )


def _rebuild(
    database: Path, rebuilt: Path, models: CompiledModels, prepare: Prepare | None
) -> None:
    """Build as the run did: predictions arrive after the models."""
    with duckdb.connect(str(rebuilt)) as con:
        con.execute("set TimeZone = 'UTC'")
        copy_inputs(con, database)
        if prepare is not None:
            prepare(con)
        tables = con.execute(
            "select table_name from duckdb_tables() where database_name = 'tallyhouse' "
            "and schema_name = ? order by all",
            [LEARNING],
        ).fetchall()
        for (table,) in tables:
            con.execute(f'create temp table "{table}" as from {LEARNING}."{table}"')
            con.execute(f'delete from {LEARNING}."{table}"')
        run(con, models)
        for (table,) in tables:
            con.execute(f'insert into {LEARNING}."{table}" from temp."{table}"')


def _differences(
    recorded: Path, replayed: Path, tables: list[str]
) -> tuple[TableDifference, ...]:
    with duckdb.connect(":memory:") as con:
        for side, database in (("recorded", recorded), ("replayed", replayed)):
            con.execute(f"create schema {side}")
            attach(con, database, "tallyhouse")
            for name in tables:
                if _columns(con, "tallyhouse", *name.split(".")):
                    con.execute(
                        f'create table {side}."{name}" as from tallyhouse.{name}'
                    )
            con.execute("detach tallyhouse")
        return tuple(_difference(con, name) for name in tables)


def _difference(con: duckdb.DuckDBPyConnection, name: str) -> TableDifference:
    before = _columns(con, "memory", "recorded", name)
    after = _columns(con, "memory", "replayed", name)
    shared = [column for column in before if column in after]
    if not shared:
        reason = "is only recorded" if before else "is only in the replay"
        return TableDifference(name, (), 0, 0, reason=reason)
    others = sorted({*before} ^ {*after})
    told = f"columns on one side only: {', '.join(others)}" if others else ""
    listed = ", ".join(f'"{column}"::varchar as "{column}"' for column in shared)
    sides = [
        f'select {listed} from {side}."{name}"' for side in ("recorded", "replayed")
    ]
    rows = [
        con.execute(f"({one}) except all ({other}) order by all").fetchall()
        for one, other in (sides, sides[::-1])
    ]
    return TableDifference(
        table=name,
        columns=tuple(shared),
        only_recorded=len(rows[0]),
        only_replayed=len(rows[1]),
        recorded=tuple(rows[0][:EXAMPLES]),
        replayed=tuple(rows[1][:EXAMPLES]),
        reason=told,
    )


def _columns(
    con: duckdb.DuckDBPyConnection, catalogue: str, schema: str, table: str
) -> list[str]:
    rows = con.execute(
        "select column_name from duckdb_columns() where database_name = ? "
        "and schema_name = ? and table_name = ? order by column_index",
        [catalogue, schema, table],
    ).fetchall()
    return [name for (name,) in rows]
