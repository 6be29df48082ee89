"""A changed row of an input table, and what a person hears when it cannot be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | bool | date | datetime | None
RowCheck = Callable[[str, Mapping[str, Value]], str | None]
"""Says, of a whole row of a table, what would put it into quarantine."""


class PreviewError(ValueError):
    """A change cannot be previewed; the sentence says where, what, why and the cure."""


class ChangeKind(StrEnum):
    """What becomes of the row with the key; `PUT` adds it or changes it."""

    PUT = ""
    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True)
class RowChange:
    """One row as it would be: its key, and the columns that are given.

    Columns that are not given stay as they are in a row that exists and take their
    default in a new one; one given empty takes its default.

    Example: `RowChange("subscription_items", {"item_id": "seats", "quantity": 5})`.
    """

    table: str
    values: Mapping[str, Value] = field(default_factory=dict)
    kind: ChangeKind = ChangeKind.PUT
    where: str = ""

    @property
    def place(self) -> str:
        """Where a person finds the row."""
        return self.where or f"The change of {self.table}"
