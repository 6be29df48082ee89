"""What an input table may hold, as a published version states it beside its marts."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.preview.compiled_models import UnreadableModelsError

FORMAT_VERSION = 1
NAME = "input_contract.json"


@dataclass(frozen=True, slots=True)
class ContractColumn:
    """One column: what it holds, whether a row can do without it, what empty means.

    `defaults_by` holds, where the default follows from another column of the row,
    that column's name and the default for each of its values.
    """

    name: str
    kind: str
    sql_type: str
    is_required: bool = False
    default: str | None = None
    default_from: str | None = None
    defaults_by: tuple[str, tuple[tuple[str, str], ...]] | None = None
    choices: tuple[str, ...] = ()
    references: tuple[str, str] | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class ContractTable:
    """One input table; rows without a key can only be added."""

    name: str
    key: tuple[str, ...]
    columns: tuple[ContractColumn, ...]
    ranges: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> ContractColumn | None:
        """Return the column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class InputContract:
    """Every input table, each after those it refers to."""

    tables: tuple[ContractTable, ...]

    def table(self, name: str) -> ContractTable | None:
        """Return the table of that name, if there is one."""
        return next((table for table in self.tables if table.name == name), None)

    def save(self, path: Path) -> None:
        """Write the contract to one JSON file."""
        text = json.dumps({"format_version": FORMAT_VERSION, **asdict(self)}, indent=1)
        path.write_text(text + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> "InputContract":
        """Read a file that `save` wrote; one of another format is refused in words."""
        stored = _stored(path)
        return cls(tuple(_table(table) for table in stored["tables"]))


def _stored(path: Path) -> dict[str, Any]:
    if path.exists():
        stored = json.loads(path.read_text("utf-8"))
        if stored["format_version"] == FORMAT_VERSION:
            return stored
    message = (
        f"{path.parent} was published without the input contract that this code "
        "reads. Make a run with --again, and name that one."
    )
    raise UnreadableModelsError(message)


def _table(stored: dict[str, Any]) -> ContractTable:
    return ContractTable(
        name=stored["name"],
        key=tuple(stored["key"]),
        columns=tuple(_column(column) for column in stored["columns"]),
        ranges=tuple((start, end) for start, end in stored["ranges"]),
    )


def _column(stored: dict[str, Any]) -> ContractColumn:
    references, defaults = stored["references"], stored["defaults_by"]
    lists = {
        "choices": tuple(stored["choices"]),
        "references": tuple(references) if references else None,
        "defaults_by": (defaults[0], tuple((v, d) for v, d in defaults[1]))
        if defaults
        else None,
    }
    return ContractColumn(**{**stored, **lists})
