"""The event log of one run's process, which keeps its two databases open."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData


class OpenEventLog(SqliteEventLogStorage):
    """Dagster's own log in its own files, written without opening them for each event.

    A run tells some 1,800 events. Dagster opens the database anew for each and closes
    it again, which makes SQLite write its log back each time.
    """

    def __init__(
        self, base_dir: str, inst_data: ConfigurableClassData | None = None
    ) -> None:
        """Open nothing yet; `base_dir` is the folder of the databases."""
        self._engines: dict[str, sa.Engine] = {}
        self._tables: dict[str, bool] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "OpenEventLog":
        """Return the log that an instance's settings describe."""
        return cls(inst_data=inst_data, **config_value)

    def has_table(self, table_name: str) -> bool:
        """Ask once for each table: none comes or goes while a run writes."""
        if table_name not in self._tables:
            self._tables[table_name] = super().has_table(table_name)
        return self._tables[table_name]

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            engine = self._engines.get(shard) or self._opened(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _opened(self, shard: str) -> sa.Engine:
        engine = sa.create_engine(
            self.conn_string_for_shard(shard),
            poolclass=sa.StaticPool,
            connect_args={
                "timeout": SQLITE_BUSY_TIMEOUT_SECONDS,
                # one thread at a time, by the lock
                "check_same_thread": False,
            },
        )
        self._initdb(engine)
        with engine.connect() as connection:
            connection.execute(sa.text("pragma synchronous = normal"))
        self._engines[shard] = engine
        return engine

    def dispose(self) -> None:
        """Close the databases."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()
