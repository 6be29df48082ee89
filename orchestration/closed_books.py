"""Hands a run what the published ledger holds within closed books."""

from pathlib import Path

import duckdb

from app.preview import attach

CARRY = """
insert into candidate.raw.closed_transactions
select distinct
    entries.transaction_id, entries.entity_id, entries.document_date, entries.booked_on
from published.marts.ledger_entries as entries
inner join candidate.raw.entities as entities on entries.entity_id = entities.entity_id
where entries.booked_on <= entities.books_closed_through
"""

# an application counts although its invoice had not come, for it already kept the
# payment from the oldest due; a wallet's top-up counts although it moves no receivable
CARRY_DOCUMENTS = """
insert into candidate.raw.closed_documents
with acted as (
    select document_key, entity_id, occurred_on as acted_on
    from published.intermediate.int_receivable_events
    union all
    select 'application:' || document_id, closing_entity_id, acts_on
    from published.intermediate.int_applications_dated
    where applied_on <= (select max(as_of) from published.raw.run_parameters)
    union all
    select 'wallet:' || entry_id, entity_id, booked_on
    from published.intermediate.int_wallet_entries_dated
)
select acted.document_key, min(acted.acted_on)
from acted
inner join candidate.raw.entities as entities on acted.entity_id = entities.entity_id
where acted.acted_on <= entities.books_closed_through
group by acted.document_key
"""

# a version that was published before documents were remembered names none
KNOWS_DOCUMENTS = """
select 1 from duckdb_tables()
where database_name = 'published' and table_name = 'int_applications_dated'
"""


def carry_closed_transactions(published: Path | None, candidate: Path) -> None:
    """Write into the candidate what stays booked where it is (semantics 7.2).

    The day through which books are closed is the one the folder names now, so that
    closing a month keeps what was published of it. A first run has nothing to keep.
    """
    if published is None:
        return
    with duckdb.connect() as connection:
        attach(connection, published, "published")
        attach(connection, candidate, "candidate", read_only=False)
        connection.execute(CARRY)
        if connection.execute(KNOWS_DOCUMENTS).fetchall():
            connection.execute(CARRY_DOCUMENTS)
