"""Brings the tables and triggers of the store up to date."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from app.store.triggers import install_triggers

HEAD = "0003"
MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 7_201_126


def migrate(
    engine: Engine, *, writing: Callable[[], AbstractContextManager[Connection]]
) -> None:
    """Upgrade to the newest migration; nothing is imported where it is reached."""
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            lock = text("select pg_advisory_xact_lock(:key)")
            connection.execute(lock, {"key": _ADVISORY_LOCK})
        if revision(connection) != HEAD:
            _upgrade(connection)
            install_triggers(connection)
        connection.commit()


def revision(connection: Connection) -> str | None:
    """Read which migration the store is at, None for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("select version_num from alembic_version"))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
