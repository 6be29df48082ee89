"""Hands a run what the published ledger holds within closed books."""

from pathlib import Path

import duckdb

CARRY = """
insert into candidate.raw.closed_transactions
select distinct
    entries.transaction_id, entries.entity_id, entries.document_date, entries.booked_on
from published.marts.ledger_entries as entries
inner join candidate.raw.entities as entities on entries.entity_id = entities.entity_id
where entries.booked_on <= entities.books_closed_through
"""


def carry_closed_transactions(published: Path | None, candidate: Path) -> None:
    """Write into the candidate what stays booked where it is (semantics 7.2).

    The day through which books are closed is the one the folder names now, so that
    closing a month keeps what was published of it. A first run has nothing to keep.
    """
    if published is None:
        return
    with duckdb.connect() as connection:
        attach(connection, published, "published", read_only=True)
        attach(connection, candidate, "candidate", read_only=False)
        connection.execute(CARRY)


def attach(
    connection: duckdb.DuckDBPyConnection, database: Path, name: str, *, read_only: bool
) -> None:
    """Open a version's file beside others; only its tables can be read like this."""
    quoted = str(database).replace("'", "''")
    mode = " (read_only)" if read_only else ""
    connection.execute(f"attach '{quoted}' as {name}{mode}")
