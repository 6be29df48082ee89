"""What a run reads: the folder, the store, the code; together its fingerprint."""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.content_hashes import ContentHashes
from orchestration.home import CLONE, Home
from orchestration.store_address import store_url

CODE = (
    ("orchestration", ("*.py",)),
    ("ingest", ("*.py",)),
    ("models_ml", ("*.py",)),
    ("app/preview", ("*.py",)),
    ("app/domain", ("*.py",)),
    ("dbt_project", ("*.sql", "*.yml", "*.csv", "*.md")),
)
SAYS = "INSERT INTO"
SAYS_NOTHING = 'INSERT INTO "alembic_version"'
HASHED_AT_ONCE = 2
UNREAD = {"target", "logs", "__pycache__"}
LIBRARIES = (
    "dagster",
    "dagster-dbt",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great-expectations",
    "polars",
    "scikit-learn",
)


class InputFile(BaseModel):
    """One file of the folder, by its content."""

    model_config = ConfigDict(frozen=True)

    file: str
    bytes: int
    sha256: str


class Inputs(BaseModel):
    """Everything that decides the result; equal fingerprints give equal books."""

    model_config = ConfigDict(frozen=True)

    data: str
    as_of: date
    files: tuple[InputFile, ...]
    store: str | None
    code: str
    versions: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """Return one hash of all of it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def read_inputs(home: Home, data: Path, as_of: date, *, owner: str) -> Inputs:
    """Hash the folder, the store and the code as they are now."""
    hashes = ContentHashes.load(home.landed)
    with ThreadPoolExecutor(HASHED_AT_ONCE) as pool:
        files = tuple(pool.map(lambda path: _file(path, data, hashes), _files(data)))
    hashes.remember()
    return Inputs(
        data=owner,
        as_of=as_of,
        files=files,
        store=_store(home),
        code=code_hash(),
        versions={name: version(name) for name in LIBRARIES},
    )


def code_hash() -> str:
    """Return one hash of all code that decides what a run computes."""
    sha = hashlib.sha256()
    for folder, patterns in CODE:
        root = CLONE / folder
        paths = sorted(path for one in patterns for path in root.rglob(one))
        for path in paths:
            if UNREAD.isdisjoint(path.relative_to(root).parts):
                sha.update(path.relative_to(CLONE).as_posix().encode() + b"\0")
                sha.update(path.read_bytes())
    return sha.hexdigest()


def _files(data: Path) -> list[Path]:
    return sorted(
        path
        for path in data.rglob("*")
        if path.is_file() and not path.relative_to(data).as_posix().startswith(".")
    )


def _file(path: Path, data: Path, hashes: ContentHashes) -> InputFile:
    return InputFile(
        file=path.relative_to(data).as_posix(),
        bytes=path.stat().st_size,
        sha256=hashes.of(path),
    )


def _store(home: Home) -> str | None:
    """Hash what the store says, not its file, which its mere opening may change."""
    url = store_url(home)
    if url is None:
        return None
    own = url == f"sqlite:///{home.store}"
    return _own_store(home.store) if own else _store_elsewhere(url)


def _store_elsewhere(url: str) -> str | None:
    """Hash what was issued there, which is what a run reads of it."""
    from ingest.store_reader import stored_rows  # noqa: PLC0415

    sha = hashlib.sha256()
    issued = stored_rows(url)
    for name in sorted(issued):
        sha.update(issued[name].write_csv().encode())
    return sha.hexdigest() if any(len(rows) for rows in issued.values()) else None


def _own_store(path: Path) -> str | None:
    sha = hashlib.sha256()
    rows = 0
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        for statement in connection.iterdump():
            if statement.startswith(SAYS) and not statement.startswith(SAYS_NOTHING):
                sha.update(statement.encode())
                rows += 1
    finally:
        connection.close()
    return sha.hexdigest() if rows else None
