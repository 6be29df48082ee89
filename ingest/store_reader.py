"""Reads what this home's operational store has issued, by reflection."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from ingest.contracts import CONTRACTS_BY_NAME
from ingest.contracts.table import TableContract
from ingest.errors import UnreadableInputError
from ingest.resolution.table_rows import empty_rows
from ingest.table_file import STORE
from ingest.validation.column_values import TEXT, parsed_column

ISSUED = ("issued_invoices", "issued_invoice_lines")
OWN_TO_THE_STORE = -1


def stored_rows(store_url: str | None) -> Mapping[str, pl.DataFrame]:
    """Return issued invoices and lines; a store without them has issued nothing."""
    if store_url is None or _is_missing(store_url):
        return {}
    engine = sa.create_engine(store_url)
    try:
        tables = [name for name in ISSUED if sa.inspect(engine).has_table(name)]
        with engine.connect() as connection:
            return {name: _table_rows(connection, name) for name in tables}
    finally:
        engine.dispose()


def _is_missing(store_url: str) -> bool:
    """Say whether the store is a file that is not there; looking would create it."""
    url = sa.make_url(store_url)
    is_file = url.get_backend_name() == "sqlite" and url.database is not None
    return is_file and not Path(url.database or "").exists()


def _table_rows(connection: sa.Connection, name: str) -> pl.DataFrame:
    contract = CONTRACTS_BY_NAME[name]
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    order = [table.c[key] for key in contract.key]
    rows = connection.execute(sa.select(table).order_by(*order)).mappings().all()
    return _typed(contract, [dict(row) for row in rows])


def _typed(contract: TableContract, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Type the contract's columns; others of the store stay as text."""
    if not rows:
        return empty_rows(contract)
    own = set(contract.column_names)
    texts = pl.DataFrame(
        {
            (TEXT if name in own else "") + name: [_text(row[name]) for row in rows]
            for name in rows[0]
        },
        schema_overrides={
            (TEXT if name in own else "") + name: pl.String() for name in rows[0]
        },
    )
    missing = [name for name in contract.column_names if name not in rows[0]]
    typed = texts.with_columns(
        pl.lit(None, pl.String()).alias(TEXT + n) for n in missing
    ).with_columns(
        parsed_column(column).value.alias(column.name) for column in contract.columns
    )
    _refuse_unread(contract, typed)
    return (
        typed.select(pl.exclude(f"^{TEXT}.*$"))
        .with_row_index("_row", 1)
        .with_columns(
            pl.col("_row").cast(pl.Int64()),
            _source=pl.lit(STORE),
            _file=pl.lit(STORE),
            _order=pl.lit(OWN_TO_THE_STORE, pl.Int64()),
        )
    )


def _refuse_unread(contract: TableContract, typed: pl.DataFrame) -> None:
    """Stop where the store says something that the contract cannot hold.

    What was issued would come back as nothing, and be billed again without a word.
    """
    for column in contract.columns:
        lost = typed.filter(
            pl.col(TEXT + column.name).is_not_null() & pl.col(column.name).is_null()
        )
        if lost.height:
            value = lost[TEXT + column.name][0]
            key = ", ".join(str(lost[name][0]) for name in contract.key)
            raise UnreadableInputError(
                f"{STORE}, {contract.name}",
                f"`{value}` of {key} is no {column.type.value}",
                "The store was written by another release: run that one",
                column.name,
            )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
