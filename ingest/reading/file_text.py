"""The checked text of a file: present, UTF-8, without its byte order mark."""

import codecs
from pathlib import Path

from ingest.errors import UnreadableInputError


def file_text(path: Path, shown: str) -> str:
    """Return the file's text; `shown` is its name in messages."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(
            shown,
            f"it cannot be read ({error.strerror})",
            "Check that the file exists and that you may read it",
        ) from error
    text = _decoded(content.removeprefix(codecs.BOM_UTF8), shown)
    if not text.strip():
        raise UnreadableInputError(
            shown,
            "it is empty, not even a header row",
            "Export it again, or remove it if the table has no rows",
        )
    return text


def _decoded(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInputError(
            shown,
            f"byte {error.start + 1} (line {line}) is not UTF-8",
            "Save the file again with the encoding UTF-8",
        ) from error
