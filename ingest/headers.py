"""Match the columns of a file with those of its contract."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.contracts.table import TableContract
from ingest.errors import UnreadableInputError


@dataclass(frozen=True)
class MatchedHeader:
    """The file's column for each contract column found, and the columns left over."""

    given: dict[str, str]
    unknown: tuple[str, ...]


def require_columns(
    contract: TableContract, header: MatchedHeader, columns: Sequence[str], shown: str
) -> None:
    """Stop the run if a column is missing that no row can do without."""
    for name in contract.required_columns:
        if name not in header.given:
            raise UnreadableInputError(
                shown,
                f"the required column `{name}` of table {contract.name} is missing",
                _remedy(name, columns),
                column=name,
            )


def match_header(contract: TableContract, columns: Sequence[str]) -> MatchedHeader:
    """Match the file's columns with the contract's, by name."""
    given = {
        name: column
        for name in contract.column_names
        if (column := _found(contract, name, columns)) is not None
    }
    used = set(given.values())
    return MatchedHeader(given, tuple(c for c in columns if c not in used))


def _found(contract: TableContract, name: str, columns: Sequence[str]) -> str | None:
    if not contract.has_loose_headers:
        return name if name in columns else None
    return next((column for column in columns if _loose(column) == _loose(name)), None)


def _loose(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _remedy(name: str, columns: Sequence[str]) -> str:
    similar = [column for column in columns if _loose(column) == _loose(name)]
    if similar:
        return f"Rename the column `{similar[0]}` to `{name}`"
    return f"Add the column `{name}`; the file has {', '.join(columns)}"
