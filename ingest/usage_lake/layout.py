"""Where things lie in the lake, and the one way to put a file there."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.sql_text import quoted

FORMAT = f"3 {duckdb.__version__}"
"""Part of every name: another way to write the lake, or to hash, starts it anew."""


@dataclass(frozen=True)
class LakeLayout:
    """The folders of the usage lake below the lake itself."""

    lake: Path

    @property
    def root(self) -> Path:
        """The folder of everything about usage."""
        return self.lake / "usage"

    @property
    def aside(self) -> Path:
        """Where files are written before they are renamed into place."""
        return self.root / "aside"

    def batch(self, batch_id: str) -> Path:
        """What is known of one file's content; written last, so it vouches for all."""
        return self.root / "batches" / f"{batch_id}.json"

    def quarantined(self, batch_id: str) -> Path:
        """The records of a batch that broke the contract."""
        return self.root / "quarantined" / f"{batch_id}.parquet"

    def events(self, day: date, batch_id: str) -> Path:
        """The events of a batch that occurred on one UTC day."""
        return self.root / "events" / f"day={day}" / f"{batch_id}.parquet"

    def whole(self, batch_id: str) -> Path:
        """The file of a batch as it was given, where its types are the contract's."""
        return self.root / "whole" / f"{batch_id}.parquet"

    def keys(self, batch_id: str) -> Path:
        """The hashes of a batch's event keys, in order."""
        return self.root / "keys" / f"{batch_id}.npy"

    def looked_up(self, batch_id: str) -> Path:
        """The folder of a batch's events whose keys had to be compared as texts."""
        return self.root / "lookups" / batch_id

    def corrections(self, batch_id: str) -> Path:
        """The events of a batch that correct another event."""
        return self.root / "corrections" / f"{batch_id}.parquet"

    def repeats(self, inputs: str) -> Path:
        """The events that repeat or contradict one that is kept."""
        return self.root / "repeats" / f"{inputs}.parquet"

    def rollup(self, day: date, inputs: str) -> Path:
        """The sums of one UTC day, named by all they were computed from."""
        return self.root / "rollups" / f"day={day}" / f"{inputs}.parquet"

    def readings(self, day: date, inputs: str) -> Path:
        """The single events of one UTC day that some meters need."""
        return self.root / "readings" / f"day={day}" / f"{inputs}.parquet"

    def clear_aside(self) -> None:
        """Remove what a killed run left half written."""
        shutil.rmtree(self.aside, ignore_errors=True)

    def put(self, frame: pl.DataFrame, target: Path) -> None:
        """Write a frame aside and rename it into place."""
        aside = self._aside_for(target)
        frame.write_parquet(aside)
        os.replace(aside, target)

    def put_query(
        self, con: duckdb.DuckDBPyConnection, query: str, target: Path
    ) -> None:
        """Write what a query finds aside and rename it into place."""
        aside = self._aside_for(target)
        con.execute(f"copy ({query}) to {quoted(str(aside))} (format parquet)")
        os.replace(aside, target)

    def put_array(self, array: npt.NDArray[np.uint64], target: Path) -> None:
        """Write an array aside and rename it into place."""
        aside = self._aside_for(target)
        with aside.open("wb") as file:
            np.save(file, array)
        os.replace(aside, target)

    def put_copy(self, source: Path, target: Path) -> None:
        """Copy a file aside and rename it into place."""
        aside = self._aside_for(target)
        shutil.copyfile(source, aside)
        os.replace(aside, target)

    def put_text(self, text: str, target: Path) -> None:
        """Write a text aside and rename it into place."""
        aside = self._aside_for(target)
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, target)

    def _aside_for(self, target: Path) -> Path:
        self.aside.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        return self.aside / named_by(str(target.relative_to(self.root)))


def named_by(*inputs: str) -> str:
    """Return the name of a file that is computed from these inputs."""
    joined = "\x1f".join((FORMAT, *inputs))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
