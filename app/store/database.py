"""Opens the operational store, with one writer at a time where SQLite needs it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from app.store.migrating import migrate

_WRITES = "tallyhouse_writes"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


@dataclass(frozen=True)
class Store:
    """The operational store of one home; `perform` alone writes business to it."""

    engine: Engine
    url: str
    lock_path: Path | None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the writer's connection; what is not committed is rolled back."""
        turn = _turn_of(self.lock_path) if self.lock_path else nullcontext()
        with turn, self.engine.connect() as connection:
            yield connection.execution_options(**{_WRITES: True})

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the store and changes nothing."""
        with self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the store at a SQLAlchemy URL, bringing its tables up to date first."""
    parsed = make_url(url)
    lock_path = None
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError(f"the store needs a file or a server, not {url!r}")
        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock_path = path.with_name(path.name + ".lock")
    engine = create_engine(parsed)
    if lock_path:
        _set_up_sqlite(engine)
    store = Store(engine=engine, url=url, lock_path=lock_path)
    migrate(engine, writing=store.writing)
    return store


def sqlite_url(path: Path) -> str:
    """Name a SQLite file as a URL."""
    return f"sqlite:///{path}"


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("pragma busy_timeout=30000")
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("begin immediate" if writes else "begin")


@contextmanager
def _turn_of(lock_path: Path) -> Iterator[None]:
    """Queue fairly for the one writer's place; the kernel frees it when we die."""
    with lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
