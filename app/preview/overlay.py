"""Puts changed rows over the raw tables of a catalogue in memory."""

from collections.abc import Iterable, Sequence

import duckdb

from app.preview.changes import ChangeKind, PreviewError, RowCheck, Value
from app.preview.input_contract import ContractTable, InputContract
from app.preview.runner import CATALOGUE
from app.preview.typed_rows import TypedRow, complete_row

Row = dict[str, Value]


def apply_rows(
    con: duckdb.DuckDBPyConnection,
    contract: InputContract,
    rows: Iterable[TypedRow],
    check: RowCheck | None = None,
) -> None:
    """Add, change and remove rows; what refers to a removed row goes with it.

    A row that `check` finds something wrong with is refused.
    """
    for row in rows:
        if row.kind is ChangeKind.REMOVE:
            _remove(con, contract, row)
        else:
            _put(con, row, check)


def find_row(
    con: duckdb.DuckDBPyConnection,
    table: ContractTable,
    key: Sequence[Value],
    *,
    catalogue: str = CATALOGUE,
) -> Row | None:
    """Return the row of that key, its contract's columns only."""
    if not table.key:
        return None
    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    found = con.execute(
        f"select {listed} from {catalogue}.raw.{table.name} where {_by_key(table)}",
        list(key),
    ).fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def check_references(
    con: duckdb.DuckDBPyConnection, rows: Iterable[TypedRow], also: str
) -> None:
    """Refuse a row that refers to what neither the overlay nor the version holds."""
    for row in rows:
        for column in row.table.columns:
            value = row.values.get(column.name)
            if column.references is None or value is None:
                continue
            if row.kind is not ChangeKind.REMOVE:
                _must_exist(con, row, column.name, column.references, also)


def _put(con: duckdb.DuckDBPyConnection, row: TypedRow, check: RowCheck | None) -> None:
    existing = find_row(con, row.table, row.key)
    if existing is not None and row.kind is ChangeKind.ADD:
        raise PreviewError(
            f"{row.place}: {row.table.name} already has {row.shown_key}. "
            "Give it another key, or change it with `replace`."
        )
    if existing is None and row.kind is ChangeKind.REPLACE:
        raise _missing(row)
    if existing is None and row.kind is ChangeKind.PUT:
        _refuse_unknown(row)
    whole = complete_row(row, existing)
    wrong = check(row.table.name, whole) if check else None
    if wrong:
        raise PreviewError(f"{row.place}: {wrong}. A run would quarantine the row.")
    if existing is not None:
        con.execute(
            f"delete from {CATALOGUE}.raw.{row.table.name} where {_by_key(row.table)}",
            list(row.key),
        )
    names = ", ".join(f'"{name}"' for name in whole)
    marks = ", ".join("?" for _ in whole)
    con.execute(
        f"insert into {CATALOGUE}.raw.{row.table.name} ({names}, _source, _file) "
        f"values ({marks}, 'preview', ?)",
        [*whole.values(), row.place],
    )


def _remove(
    con: duckdb.DuckDBPyConnection, contract: InputContract, row: TypedRow
) -> None:
    if find_row(con, row.table, row.key) is None:
        raise _missing(row)
    waiting = _deleted(con, row.table, _by_key(row.table), list(row.key))
    gone = [(row.table, one) for one in waiting]
    while gone:
        table, removed = gone.pop()
        for other in _loaded(con, contract):
            for column in other.columns:
                if column.references and column.references[0] == table.name:
                    value = removed.get(column.references[1])
                    orphans = _deleted(
                        con,
                        other,
                        f"\"{column.name}\" = ? and _source <> 'store'",
                        [value],
                    )
                    gone += [(other, orphan) for orphan in orphans]


def _loaded(
    con: duckdb.DuckDBPyConnection, contract: InputContract
) -> list[ContractTable]:
    rows = con.execute(
        "select table_name from duckdb_tables() "
        "where database_name = ? and schema_name = 'raw'",
        [CATALOGUE],
    ).fetchall()
    names = {name for (name,) in rows}
    return [table for table in contract.tables if table.name in names]


def _deleted(
    con: duckdb.DuckDBPyConnection,
    table: ContractTable,
    condition: str,
    values: Sequence[Value],
) -> list[Row]:
    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    rows = con.execute(
        f"delete from {CATALOGUE}.raw.{table.name} where {condition} "
        f"returning {listed}",
        list(values),
    ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _must_exist(
    con: duckdb.DuckDBPyConnection,
    row: TypedRow,
    name: str,
    target: tuple[str, str],
    also: str,
) -> None:
    table, column = target
    value = row.values[name]
    for catalogue in (CATALOGUE, also):
        sql = f'select 1 from {catalogue}.raw.{table} where "{column}" = ? limit 1'
        if _has(con, catalogue, table) and con.execute(sql, [value]).fetchone():
            return
    raise PreviewError(
        f"{row.place}: {name} `{value}` is not in {table}. "
        f"Add it there in the same preview, or correct it here."
    )


def _has(con: duckdb.DuckDBPyConnection, catalogue: str, table: str) -> bool:
    found = con.execute(
        "select 1 from duckdb_tables() where database_name = ? "
        "and schema_name = 'raw' and table_name = ?",
        [catalogue, table],
    ).fetchone()
    return found is not None


def _refuse_unknown(row: TypedRow) -> None:
    """Refuse a row whose key nobody knows and that is too little for a new one."""
    lacking = [
        column.name
        for column in row.table.columns
        if column.is_required
        and row.values.get(column.name) is None
        and column.default is None
    ]
    if row.table.key and lacking:
        raise PreviewError(
            f"{row.place}: there is no row in {row.table.name} with {row.shown_key}, "
            f"and a new one needs {', '.join(lacking)}. Correct the key, or give that."
        )


def _missing(row: TypedRow) -> PreviewError:
    return PreviewError(
        f"{row.place}: {row.table.name} has no row with {row.shown_key}. "
        "Correct the key, or leave `_change` empty to add the row."
    )


def _by_key(table: ContractTable) -> str:
    return " and ".join(f'"{name}" is not distinct from ?' for name in table.key)
