"""Starts a private PostgreSQL server for the store's tests, where one is installed."""

import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


def binaries() -> Path | None:
    """Find the folder of initdb and postgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else (on_path and Path(on_path).parent) or None


@contextmanager
def postgres_server() -> Iterator[Callable[[], str]]:
    """Run a private server and give a function that makes a fresh database."""
    where = binaries()
    if where is None:
        pytest.skip("PostgreSQL is not installed here: its store tests are left out")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed here: PostgreSQL's tests are left out")
    with (
        TemporaryDirectory(prefix="tallyhouse-pg-") as name,
        _running(where, Path(name)) as port,
    ):
        yield _databases(port)


@contextmanager
def _running(where: Path, folder: Path) -> Iterator[int]:
    port = _free_port()
    data = folder / "data"
    as_user = _as_postgres(folder)
    trust = ["-D", data, "-U", "tally", "-A", "trust", "-E", "UTF8", "--no-sync"]
    _call([*as_user, where / "initdb", *trust])
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c max_connections=60"
    log = ["-l", folder / "log", "-o", options]
    _call([*as_user, where / "pg_ctl", "-D", data, "-w", *log, "start"])
    try:
        yield port
    finally:
        _call([*as_user, where / "pg_ctl", "-D", data, "-m", "immediate", "stop"])


def _databases(port: int) -> Callable[[], str]:
    import psycopg  # noqa: PLC0415

    numbers = count(1)

    def fresh() -> str:
        name = f"store_{next(numbers)}"
        base = f"postgresql://tally@127.0.0.1:{port}"
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return f"postgresql+psycopg://tally@127.0.0.1:{port}/{name}"

    return fresh


def _as_postgres(folder: Path) -> list[str]:
    """Let root run the server as the user that its package made."""
    if os.geteuid() != 0:
        return []
    folder.chmod(0o755)
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _call(command: list) -> None:
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
