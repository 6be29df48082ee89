"""Prints results and rows for people, spreadsheets and programs."""

import csv
import json
import sys
from collections.abc import Sequence

from app.actions.kit import Outcome
from app.views.kit import Row, View

_NOTHING = "Nothing to show."


def print_result(title: str, outcome: Outcome, *, op_key: str, format: str) -> None:
    """Tell what came of an action, and under which key it can be repeated."""
    values = outcome.result.model_dump(mode="json")
    if format == "json":
        flags = {"is_replay": outcome.is_replay, "is_preview": outcome.is_preview}
        print(json.dumps({"op_key": op_key, **flags, "result": values}))
        return
    done = "done before under this key" if outcome.is_replay else "done"
    print(f"{title}: {'preview, nothing changed' if outcome.is_preview else done}")
    for name, value in {**values, "op_key": op_key}.items():
        print(f"  {name.replace('_', ' '):<16} {value}")


def print_rows(view: View, rows: Sequence[Row], *, format: str) -> None:
    """List the rows of a view."""
    columns = list(view.row.model_fields)
    dumped = [row.model_dump(mode="json") for row in rows]
    if format == "json":
        print(json.dumps(dumped))
    elif format == "csv":
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_harmless(row) for row in dumped)
    else:
        _print_table(columns, dumped)


def _print_table(columns: list[str], rows: list[dict[str, object]]) -> None:
    if not rows:
        print(_NOTHING)
        return
    texts = [{name: _text(row[name]) for name in columns} for row in rows]
    widths = {name: max(len(name), *(len(t[name]) for t in texts)) for name in columns}
    for row in [{name: name for name in columns}, *texts]:
        line = "  ".join(row[name].ljust(widths[name]) for name in columns)
        print(line.rstrip())


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _harmless(row: dict[str, object]) -> dict[str, object]:
    """Keep a spreadsheet from taking a text for a formula."""
    return {
        name: f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@"))
        else value
        for name, value in row.items()
    }
