"""Hashes files by content, and reads again only those that changed since."""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

REGISTRY = "hashes.json"
SETTLED_NS = 2_000_000_000
"""A file changed within this time may change again unnoticed, so it is not noted."""
Marks = tuple[int, ...]


@dataclass
class ContentHashes:
    """The SHA-256 of files, kept by all that the file system says of a file.

    A file whose inode, size and times of change are those noted when it was hashed
    has the bytes it had: no program can set the time at which an inode changed.
    """

    folder: Path
    known: dict[str, tuple[Marks, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "ContentHashes":
        """Return what earlier runs noted in this folder."""
        path = folder / REGISTRY
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return cls(folder, {name: (tuple(m), sha) for name, (m, sha) in told.items()})

    def of(self, path: Path) -> str:
        """Return the SHA-256 of the file's bytes as it is now."""
        name, marks = str(path.resolve()), _marks(path)
        noted = self.known.get(name)
        if noted and noted[0] == marks:
            return noted[1]
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.known.pop(name, None)
        if marks == _marks(path) and time.time_ns() - max(marks[-2:]) > SETTLED_NS:
            self.known[name] = (marks, sha256)
        return sha256

    def remember(self) -> None:
        """Keep what was found for the next run, written aside and renamed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f"{REGISTRY}.aside"
        here: Mapping[str, object] = {
            name: noted for name, noted in self.known.items() if Path(name).exists()
        }
        aside.write_text(json.dumps(here, indent=0, sort_keys=True), encoding="utf-8")
        os.replace(aside, self.folder / REGISTRY)


def _marks(path: Path) -> Marks:
    stat = path.stat()
    return (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
