"""Keeps the checked rows of large files, so that an unchanged one is not read again."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from ingest.table_file import FOLDER, FileRows
from ingest.usage_lake.layout import named_by

LARGE = 1_000_000
"""Bytes from which a file takes longer to read than what is kept of it."""


@dataclass
class CheckedFiles:
    """What earlier runs read, each named by its content, its table and the code.

    A file is kept whole or not at all, and no longer than the folder holds its content.
    """

    folder: Path
    large: int = LARGE
    used: set[str] = field(default_factory=set)

    def of(
        self,
        path: Path,
        table: str,
        shown: str,
        sha256: str,
        check: Callable[[], FileRows],
    ) -> FileRows:
        """Return the rows of the file, from `check` if no earlier run kept them."""
        if path.stat().st_size < self.large:
            return check()
        name = named_by("table", _code(), pl.__version__, table, sha256)
        self.used.add(name)
        kept = self.folder / name
        if not kept.exists():
            found = check()
            self._keep(found, kept)
            return found
        unknown = json.loads((kept / "unknown_columns.json").read_text("utf-8"))
        quarantined = pl.read_parquet(kept / "quarantined.parquet")
        return FileRows(
            table=table,
            source=FOLDER,
            file=shown,
            sha256=sha256,
            accepted=pl.read_parquet(kept / "accepted.parquet"),
            quarantined=quarantined.with_columns(file=pl.lit(shown)),
            unknown_columns=tuple(unknown),
        )

    def forget_others(self) -> None:
        """Remove what this run did not use, and what a killed one left half written."""
        for kept in self.folder.glob("*"):
            if kept.name not in self.used:
                shutil.rmtree(kept, ignore_errors=True)

    def _keep(self, found: FileRows, kept: Path) -> None:
        aside = kept.with_suffix(".aside")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        found.accepted.write_parquet(aside / "accepted.parquet", compression="lz4")
        found.quarantined.write_parquet(aside / "quarantined.parquet")
        unknown = json.dumps(found.unknown_columns)
        (aside / "unknown_columns.json").write_text(unknown, "utf-8")
        os.replace(aside, kept)


@cache
def _code() -> str:
    """Return a mark of this package: other code may read a file otherwise."""
    sha = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        sha.update(path.read_bytes())
    return sha.hexdigest()
