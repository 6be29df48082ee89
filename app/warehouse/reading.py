"""Reads a mart into rows of one frozen dataclass, within the reader's scope."""

from collections.abc import Mapping
from dataclasses import fields
from typing import ClassVar, Protocol, TypeVar

import duckdb

from app.warehouse.connection import scoped_cursor
from app.warehouse.published import PublishedVersion
from app.warehouse.scope import ReaderScope


class MartRow(Protocol):
    """A frozen dataclass whose fields are columns of the mart it names."""

    __dataclass_fields__: ClassVar[dict]
    mart: ClassVar[str]
    order: ClassVar[str]


Row = TypeVar("Row", bound=MartRow)


class MartUnavailableError(LookupError):
    """A published version lacks a mart or column that a page reads; run again."""


def read_rows(
    version: PublishedVersion,
    scope: ReaderScope,
    row: type[Row],
    *,
    where: Mapping[str, str] | None = None,
) -> tuple[Row, ...]:
    """All rows of the mart that the scope shows and whose columns equal `where`."""
    wanted = where or {}
    columns = ", ".join(f'"{field.name}"' for field in fields(row))
    condition = " and ".join(f'"{column}" = ?' for column in wanted) or "true"
    sql = f'select {columns} from scoped."{row.mart}" where {condition}'
    cursor = scoped_cursor(version, scope)
    try:
        found = cursor.execute(f"{sql} order by {row.order}", list(wanted.values()))
        return tuple(row(*values) for values in found.fetchall())
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise MartUnavailableError(
            f"The published version {version.run} has no `marts.{row.mart}` as this "
            f"page reads it. Run `tallyhouse run` again to build it."
        ) from error
    finally:
        cursor.close()
