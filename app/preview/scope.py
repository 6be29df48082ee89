"""Finds the companies that a change touches, and all that bill together with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from app.preview.changes import PreviewError
from app.preview.input_contract import InputContract
from app.preview.inputs import LINKS, PUBLISHED
from app.preview.overlay import apply_rows, find_row
from app.preview.ownership import DOCUMENTED, LINKED, LINKED_OWNERS, OWNERS
from app.preview.runner import CATALOGUE
from app.preview.typed_rows import TypedRow
from app.preview.usage_events import USAGE

PRICES = "prices"


@dataclass(frozen=True, slots=True)
class Scope:
    """The companies that are computed; None where a change touches everybody."""

    companies: tuple[str, ...] | None


def find_scope(
    con: duckdb.DuckDBPyConnection,
    contract: InputContract,
    rows: Sequence[TypedRow],
    asked: Sequence[str],
) -> Scope:
    """Return the companies asked for and touched, with all that bill with them.

    Expects the linking tables loaded, and leaves them as they were. A change of what
    everybody shares touches the companies asked for, or all where none is.
    """
    edges = _pairs(con, PUBLISHED, (*LINKED, *DOCUMENTED))
    owners = [_owners(con, row) for row in rows]
    con.execute("begin")
    try:
        links = [row for row in rows if row.table.name in LINKS]
        apply_rows(con, contract, links)
        edges += _pairs(con, CATALOGUE, LINKED)
        owners = [
            _owners(con, row) | found for row, found in zip(rows, owners, strict=True)
        ]
        is_shared = any(_is_of_everybody(con, row) for row in rows)
        _must_be_known(con, asked)
    finally:
        con.execute("rollback")
    if not asked and (is_shared or not all(owners)):
        return Scope(None)
    touched = set(asked).union(*owners)
    return Scope(tuple(sorted(_connected(touched, edges))))


def _owners(con: duckdb.DuckDBPyConnection, row: TypedRow) -> set[str]:
    """Return the companies that a row is about, as it was and as it would be."""
    versions: list[Mapping[str, object]] = [row.values]
    stored = () if row.table.name == USAGE else (CATALOGUE, PUBLISHED)
    for catalogue in stored:
        if row.table.name in LINKS or catalogue == PUBLISHED:
            before = find_row(con, row.table, row.key, catalogue=catalogue)
            versions += [before] if before else []
    names = [name for name in OWNERS if row.table.column(name)]
    if row.table.name == "price_brackets":
        names = ["price_id"]
    found: set[str] = set()
    for values in versions:
        for name in names:
            found |= _companies_of(con, name, values)
    return found


def _is_of_everybody(con: duckdb.DuckDBPyConnection, row: TypedRow) -> bool:
    """Say whether the row is a price that names no company, before or after."""
    if row.table.name != PRICES:
        return False
    sides = [
        find_row(con, row.table, row.key, catalogue=catalogue)
        for catalogue in (PUBLISHED, CATALOGUE)
    ]
    return any(side is not None and side["company_id"] is None for side in sides)


def _companies_of(
    con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object]
) -> set[str]:
    value = values.get(name)
    if value is None:
        return set()
    if name == "company_id":
        return {str(value)}
    rows: list[tuple[str | None]] = []
    for catalogue in (CATALOGUE, PUBLISHED):
        if catalogue == PUBLISHED or name in LINKED_OWNERS:
            sql = OWNERS[name].format(raw=f"{catalogue}.raw")
            rows += con.execute(sql, [value]).fetchall()
    return {company for (company,) in rows if company is not None}


def _pairs(
    con: duckdb.DuckDBPyConnection, catalogue: str, queries: Iterable[str]
) -> list[tuple[str, str]]:
    raw = f"{catalogue}.raw"
    united = " union ".join(query.format(raw=raw) for query in queries)
    sql = f"select one, other from ({united}) as pairs(one, other) where one <> other"
    return con.execute(sql).fetchall()


def _connected(start: set[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        neighbours[one].add(other)
        neighbours[other].add(one)
    found, waiting = set(start), list(start)
    while waiting:
        more = neighbours[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def _must_be_known(con: duckdb.DuckDBPyConnection, asked: Sequence[str]) -> None:
    for company in asked:
        sql = f"select 1 from {CATALOGUE}.raw.companies where company_id = ?"
        if con.execute(sql, [company]).fetchone() is None:
            raise PreviewError(
                f"There is no company {company} in the published version. "
                'Ask `tallyhouse query "select company_id from raw.companies"`.'
            )
