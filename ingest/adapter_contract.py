"""What an adapter of a foreign file format promises to the landing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

QUARANTINE_SCHEMA: dict[str, pl.DataType] = {
    "table_name": pl.String(),
    "row_number": pl.Int64(),
    "column_name": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
    "record": pl.String(),
}
"""The columns of the records that an adapter could not map."""

REVERSAL_SCHEMA: dict[str, pl.DataType] = {
    "row_number": pl.Int64(),
    "dispute_id": pl.String(),
    "amount_minor": pl.Int64(),
    "returned_fee_minor": pl.Int64(),
    "closed_on": pl.Date(),
    "closed_stripe_payout_id": pl.String(),
    "record": pl.String(),
}
"""The money of disputes that came back: each wins a dispute of any file (7.4)."""


@dataclass(frozen=True)
class AdapterOutput:
    """What one foreign file says in the contract's own tables.

    Every frame has the contract's columns it can fill, all as text written the
    way the contract's CSV writes them, and `_row` (Int64), the record's number in
    the file. Types, limits and references are then checked as for any other file.
    `quarantined` has `QUARANTINE_SCHEMA` and one row per record not mapped.
    `reversals` has `REVERSAL_SCHEMA`: records that end a dispute, whose own row may
    be in another file; `tables` then has `disputes`, if only empty.
    """

    tables: Mapping[str, pl.LazyFrame]
    quarantined: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA)
    )
    records: int = 0
    reversals: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=REVERSAL_SCHEMA)
    )


class Adapter(Protocol):
    """Maps one foreign format and decides nothing."""

    @property
    def name(self) -> str:
        """The source its rows carry, and the folder its files may lie in."""
        ...

    @property
    def is_usage(self) -> bool:
        """Say whether usage is all that its files hold; such a file is read last."""
        ...

    def recognises(self, path: Path) -> bool:
        """Say whether the file is of this format, by its name and first bytes."""
        ...

    def read(self, path: Path) -> AdapterOutput:
        """Map the file, or raise `UnreadableInputError` if it cannot be read."""
        ...
