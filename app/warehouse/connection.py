"""Opens a published version read-only, with views that show only the reader's rows."""

import threading
from pathlib import Path

import duckdb

from app.warehouse.published import PublishedVersion
from app.warehouse.scope import ReaderScope

KEPT_VERSIONS = 2

_opened: dict[Path, duckdb.DuckDBPyConnection] = {}
_opening = threading.Lock()

# A variable that was never set is null, and null is not true: no scope, no rows.
_EVERYONE = "getvariable('reader_scope') = 'everyone'"
_OWN = "list_contains(getvariable('reader_companies')::varchar[], company_id)"


class UnreadableVersionError(RuntimeError):
    """The published file cannot be opened; `tallyhouse rollback` or run again."""


def scoped_cursor(
    version: PublishedVersion, scope: ReaderScope
) -> duckdb.DuckDBPyConnection:
    """A cursor on the version whose `scoped` views show this reader's rows only."""
    cursor = _connection(version).cursor()
    kind = "everyone" if scope.is_everyone else "companies"
    cursor.execute("set variable reader_scope = ?", [kind])
    cursor.execute("set variable reader_companies = ?", [sorted(scope.companies)])
    return cursor


def whole_cursor(version: PublishedVersion) -> duckdb.DuckDBPyConnection:
    """A cursor on the whole version: for the catalogue, and for reading what an
    action is about, whose `perform` checks the actor's companies itself.
    """
    return _connection(version).cursor()


def _connection(version: PublishedVersion) -> duckdb.DuckDBPyConnection:
    with _opening:
        if version.database not in _opened:
            _opened[version.database] = _open(version)
            _forget_oldest()
        return _opened[version.database]


def _forget_oldest() -> None:
    """Lets go of versions nobody asks for any more; a cursor in use keeps its own."""
    while len(_opened) > KEPT_VERSIONS:
        del _opened[next(iter(_opened))]


def _open(version: PublishedVersion) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 2})
    path = str(version.database).replace("'", "''")
    try:
        con.execute(f"attach '{path}' as tallyhouse (read_only)")
    except duckdb.Error as error:
        con.close()
        raise UnreadableVersionError(
            f"The published warehouse {version.database} cannot be read: {error}"
        ) from error
    con.execute("create schema scoped")
    for mart, has_company in _marts(con):
        con.execute(_scoped_view(mart, has_company=has_company))
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def _marts(con: duckdb.DuckDBPyConnection) -> list[tuple[str, bool]]:
    return con.execute(
        """
        select table_name, bool_or(column_name = 'company_id')
        from duckdb_columns()
        where database_name = 'tallyhouse' and schema_name = 'marts'
        group by table_name
        """
    ).fetchall()


def _scoped_view(mart: str, *, has_company: bool) -> str:
    visible = f"{_EVERYONE} or {_OWN}" if has_company else _EVERYONE
    return (
        f'create view scoped."{mart}" as '
        f'select * from tallyhouse.marts."{mart}" where {visible}'
    )
