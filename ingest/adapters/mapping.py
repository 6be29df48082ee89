"""Collects what an adapter mapped and what it could not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ingest.adapter_contract import QUARANTINE_SCHEMA, AdapterOutput
from ingest.contracts import CONTRACTS_BY_NAME

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Refusal:
    """Why one record cannot be mapped, and which value is to blame."""

    table: str
    column: str | None
    value: object
    reason: str


@dataclass
class Mapped:
    """The rows and refusals of one file, in the order of its records."""

    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    refused: list[dict[str, object]] = field(default_factory=list)

    def keep(self, table: str, number: int, row: Row) -> None:
        """Take a record as a row of one of the contract's tables."""
        self.rows.setdefault(table, []).append({**row, "_row": number})

    def refuse(self, number: int, refusal: Refusal, record: object) -> None:
        """Put a record aside with its reason."""
        self.refused.append(
            {
                "table_name": refusal.table,
                "row_number": number,
                "column_name": refusal.column,
                "value": None if refusal.value is None else _text(refusal.value),
                "reason": refusal.reason,
                "record": _text(record),
            }
        )

    def output(self) -> AdapterOutput:
        """Close the books on the file: every record is in exactly one place."""
        kept = sum(len(rows) for rows in self.rows.values())
        refused_only = {str(one["table_name"]) for one in self.refused} - set(self.rows)
        return AdapterOutput(
            tables={name: frame_of(rows) for name, rows in self.rows.items()}
            | {name: empty_frame(name) for name in sorted(refused_only)},
            quarantined=pl.DataFrame(self.refused, schema=QUARANTINE_SCHEMA),
            records=kept + len(self.refused),
        )


def frame_of(rows: list[dict[str, object]]) -> pl.LazyFrame:
    """Rows of one table as text columns and `_row`."""
    columns = dict.fromkeys(name for row in rows for name in row)
    schema = {name: pl.Int64() if name == "_row" else pl.String() for name in columns}
    return pl.LazyFrame(rows, schema=schema)


def empty_frame(table: str) -> pl.LazyFrame:
    """No rows of a table, with the columns that its contract names."""
    contract = CONTRACTS_BY_NAME[table]
    names = dict.fromkeys(contract.column_names, pl.String())
    return pl.LazyFrame(schema={**names, "_row": pl.Int64()})


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
