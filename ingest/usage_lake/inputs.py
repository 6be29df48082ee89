"""Says what a file of the lake was computed from, so that a later one can extend it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.usage_lake.layout import LakeLayout, named_by


@dataclass(frozen=True)
class Inputs:
    """All that decides what a file holds: each batch's part, and what they share.

    A batch never changes; its mark has what the other batches and tables make of it.
    """

    shared: str
    marks: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the file that is computed from these."""
        parts = (f"{batch} {mark}" for batch, mark in sorted(self.marks.items()))
        return named_by(self.shared, *parts)

    def note(self, layout: LakeLayout, target: Path) -> None:
        """Write them beside the file; written last, so that they vouch for it."""
        told = json.dumps({"shared": self.shared, "marks": dict(self.marks)})
        layout.put_text(told, _noted(target))

    def are_noted(self, target: Path) -> bool:
        """Say whether the file was computed, be it that there was nothing to hold."""
        return _noted(target).exists()

    def earlier(self, folder: Path) -> tuple[Path, frozenset[str]] | None:
        """Return the newest file of the folder that some of these batches make up.

        With it come its batches. What it says of them still holds: they are among
        these with the same marks.
        """
        notes = sorted(folder.glob("*.json"), key=_written_at, reverse=True)
        for path in notes:
            told = json.loads(path.read_text(encoding="utf-8"))
            if told["shared"] == self.shared and told["marks"].items() <= (
                self.marks.items()
            ):
                return path.with_suffix(".parquet"), frozenset(told["marks"])
        return None


def _noted(target: Path) -> Path:
    return target.with_suffix(".json")


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns
