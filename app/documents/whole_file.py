"""Writes a file whole or not at all, and never over another by accident."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path


class FileExistsAlreadyError(Exception):
    """The file is there: name another one, or say that it may be replaced."""


class UnwritableFileError(Exception):
    """The file cannot be written there: make its folder, or name another one."""


def write_whole(out: Path, lines: Iterable[str], *, may_replace: bool) -> None:
    """Write lines beside the file, then put them in its place in one rename."""
    if out.exists() and not may_replace:
        raise FileExistsAlreadyError(
            f"{out} exists already. Name another file, or replace it with --force."
        )
    aside = out.with_name(f".{out.name}.{os.getpid()}.new")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(out)
    except OSError as error:
        raise UnwritableFileError(
            f"{out} cannot be written ({error.strerror}). Name a file in a folder "
            "that exists and that you may write to."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
