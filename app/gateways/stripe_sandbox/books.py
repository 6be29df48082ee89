"""The sandbox's SQLite file: objects, and the answers given to idempotency keys."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.gateways.stripe_sandbox.answers import Answer, missing

_TABLES = """
create table if not exists objects (
    position integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    owner text,
    body text not null
);
create index if not exists objects_of_owner on objects (owner, kind);
create table if not exists idempotency_keys (
    key text primary key, fingerprint text not null,
    status integer not null, body text not null
);
"""


class Books:
    """Objects by id; every change is inside `transaction`.

    With `adopts_customers`, an unknown customer id counts as one that the account has
    had all along: the companies of a folder were made at Stripe before this file was.
    """

    def __init__(self, database: Path, *, adopts_customers: bool = False) -> None:
        self.adopts_customers = adopts_customers
        self._connection = sqlite3.connect(
            database, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("pragma journal_mode=wal")
        self._connection.executescript(_TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep an effect and the answer to its key together."""
        self._connection.execute("begin immediate")
        try:
            yield
            self._connection.execute("commit")
        except BaseException:
            self._connection.execute("rollback")
            raise

    def put(self, body: dict[str, Any], *, owner: str | None = None) -> None:
        """Store an object, new or changed."""
        self._connection.execute(
            "insert into objects (id, kind, owner, body) values (?, ?, ?, ?)"
            " on conflict (id) do update set body = excluded.body",
            (body["id"], body["object"], owner, json.dumps(body)),
        )

    def get(self, kind: str, object_id: str) -> dict[str, Any]:
        """Read one object, or answer that there is none."""
        row = self._connection.execute(
            "select body from objects where id = ? and kind = ?", (object_id, kind)
        ).fetchone()
        if row is None:
            raise missing(kind, object_id)
        return json.loads(row[0])

    def all(self, kind: str, *, owner: str | None = None) -> list[dict[str, Any]]:
        """Read every object of a kind, in the order they were made."""
        rows = self._connection.execute(
            "select body from objects where kind = ?1 and (?2 is null or owner = ?2)"
            " order by position",
            (kind, owner),
        )
        return [json.loads(row[0]) for row in rows]

    def answered(self, key: str) -> tuple[str, Answer] | None:
        """Find what a key was answered, with the fingerprint of its request."""
        row = self._connection.execute(
            "select fingerprint, status, body from idempotency_keys where key = ?",
            (key,),
        ).fetchone()
        return None if row is None else (row[0], Answer(row[1], json.loads(row[2])))

    def remember(self, key: str, *, fingerprint: str, answer: Answer) -> None:
        """Keep the answer to a key."""
        self._connection.execute(
            "insert into idempotency_keys values (?, ?, ?, ?)",
            (key, fingerprint, answer.status, json.dumps(answer.body)),
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
