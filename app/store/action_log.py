"""Appends to the action log: one hash chain per billing entity."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.tables.actions import action_log, log_heads

FIRST_HASH = "0" * 64


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One performed action, as the chain keeps it."""

    op_key: str
    chain: str
    action: str
    actor_id: str
    role: str
    company_id: str | None
    performed_at: datetime
    input: str
    input_hash: str
    result: str


@dataclass(frozen=True)
class LogHead:
    """The end of one chain."""

    chain: str
    seq: int
    hash: str


def lock_head(connection: Connection, chain: str) -> LogHead:
    """Take the chain's head for this transaction; the others of the entity wait."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    fresh = {"chain": chain, "last_seq": 0, "last_hash": FIRST_HASH}
    connection.execute(dialect.insert(log_heads).values(fresh).on_conflict_do_nothing())
    row = connection.execute(
        select(log_heads).where(log_heads.c.chain == chain).with_for_update()
    ).one()
    return LogHead(chain=chain, seq=row.last_seq, hash=row.last_hash)


def append(connection: Connection, entry: LogEntry, *, head: LogHead) -> LogHead:
    """Link an entry to its chain's head and move the head."""
    seq = head.seq + 1
    digest = entry_hash(entry, seq=seq, previous_hash=head.hash)
    connection.execute(
        insert(action_log).values(
            **entry.__dict__, seq=seq, previous_hash=head.hash, hash=digest
        )
    )
    connection.execute(
        update(log_heads)
        .where(log_heads.c.chain == entry.chain)
        .values(last_seq=seq, last_hash=digest)
    )
    return LogHead(chain=entry.chain, seq=seq, hash=digest)


def find_entry(connection: Connection, op_key: str) -> LogEntry | None:
    """Find what an operation key did, if it was ever used."""
    found = connection.execute(select(action_log).where(action_log.c.op_key == op_key))
    row = found.mappings().one_or_none()
    return None if row is None else entry_of(row)


def entry_of(row: RowMapping) -> LogEntry:
    """Read an entry from a row of the log."""
    return LogEntry(**{name: row[name] for name in LogEntry.__dataclass_fields__})


def entry_hash(entry: LogEntry, *, seq: int, previous_hash: str) -> str:
    """Hash an entry together with its place and the hash before it."""
    instant = entry.performed_at.isoformat(timespec="microseconds")
    content = entry.__dict__ | {"performed_at": instant}
    text = json.dumps([seq, previous_hash, content], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
