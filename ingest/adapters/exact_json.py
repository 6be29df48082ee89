"""Reads JSON documents and JSON Lines, every number kept as it was written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableInputError
from ingest.reading.file_text import file_text

JsonObject = Mapping[str, Any]
HEAD_BYTES = 4096


class ExactNumber(str):
    """A JSON number as its own digits; a binary float would change them."""

    __slots__ = ()


def read_records(path: Path) -> list[tuple[int, object]]:
    """Return the numbered records of an array, a list page, an object or lines."""
    text = file_text(path, path.name)
    try:
        document = _loads(text)
    except json.JSONDecodeError:
        return _lines(text, path)
    return list(enumerate(_members(document), start=1))


def head(path: Path) -> str:
    """Return the first bytes of a file, enough to recognise a format."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES).decode("utf-8", errors="replace")


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=ExactNumber, parse_int=ExactNumber)


def _members(document: Any) -> list[object]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict) and document.get("object") == "list":
        return list(document.get("data", []))
    if isinstance(document, dict) and isinstance(document.get("resources"), dict):
        return list(document["resources"].values())
    return [document]


def _lines(text: str, path: Path) -> list[tuple[int, object]]:
    records: list[tuple[int, object]] = []
    sound = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            records.append((number, _loads(line)))
            sound += 1
        except json.JSONDecodeError:
            records.append((number, line))
    if not sound:
        raise UnreadableInputError(
            path.name,
            "it is neither one JSON document nor one JSON object a line",
            "Export it again as JSON or JSON Lines",
        )
    return records
