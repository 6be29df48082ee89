"""The event log of one run's process, which keeps its two databases open."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import sqlalchemy as sa
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
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
        self._columns: dict[str, bool] = {}
        self._begun: dict[str, sa.Connection] = {}
        super().__init__(base_dir, inst_data)
        self._db_lock = threading.RLock()

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

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store these events, all or none: what a run plans to make comes at once."""
        with ExitStack() as transactions:
            for shard in (INDEX_SHARD_NAME, *{event.run_id for event in events}):
                begun = transactions.enter_context(self._connect(shard))
                self._begun[shard] = begun
                transactions.callback(self._begun.pop, shard)
            super().store_event_batch(events)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            if shard in self._begun:
                yield self._begun[shard]
                return
            engine = self._engines.get(shard) or self._opened(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _has_asset_key_col_on_connection(
        self, conn: sa.Connection, column_name: str
    ) -> bool:
        if column_name not in self._columns:
            self._columns[column_name] = super()._has_asset_key_col_on_connection(
                conn, column_name
            )
        return self._columns[column_name]

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
