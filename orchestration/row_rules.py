"""Asks the contract what the columns of one row owe each other, for previews."""

from collections.abc import Mapping

import polars as pl

from app.preview import Value
from ingest.contracts import CONTRACTS_BY_NAME


def broken_rule(table: str, row: Mapping[str, Value]) -> str | None:
    """Say which rule would put a whole, typed row into quarantine, if one would.

    For example `quantity is empty (a change names a quantity, a price_id or both)`.
    """
    contract = CONTRACTS_BY_NAME[table]
    schema = {column.name: column.type.polars_type for column in contract.columns}
    frame = pl.DataFrame(
        {name: [row.get(name)] for name in schema}, schema=schema, strict=False
    )
    for rule in contract.rules:
        if frame.select(rule.is_broken.fill_null(False)).item():
            value = row.get(rule.column)
            shown = "is empty" if value is None else f"`{value}` breaks the contract"
            return f"{rule.column} {shown} ({rule.expected})"
    return None
