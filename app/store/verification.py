"""Checks that nobody changed the past: chains, hashes and numbers together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from app.store.action_log import FIRST_HASH, entry_hash, entry_of
from app.store.invoices import read_frozen
from app.store.tables.actions import action_log, log_heads
from app.store.tables.invoices import issued_invoices


@dataclass(frozen=True)
class Breach:
    """One place where the store does not say what it said before."""

    subject: str
    problem: str


def breaches(connection: Connection) -> list[Breach]:
    """Verify every chain and every issued invoice; an empty list is a sound store."""
    return [*_broken_chains(connection), *_broken_invoices(connection)]


def _broken_chains(connection: Connection) -> Iterator[Breach]:
    heads = {row.chain: row for row in connection.execute(select(log_heads))}
    rows = connection.execute(
        select(action_log).order_by(action_log.c.chain, action_log.c.seq)
    ).mappings()
    for chain, entries in groupby(rows, key=lambda row: row["chain"]):
        seq, previous = 0, FIRST_HASH
        for row in entries:
            seq += 1
            where = f"{chain} #{row['seq']} ({row['op_key']})"
            if row["seq"] != seq:
                yield Breach(where, f"entry {seq} is missing")
                seq = row["seq"]
            if row["previous_hash"] != previous:
                yield Breach(where, "is not linked to the entry before it")
            digest = entry_hash(
                entry_of(row), seq=row["seq"], previous_hash=row["previous_hash"]
            )
            if digest != row["hash"]:
                yield Breach(where, "does not have the content it was written with")
            previous = row["hash"]
        head = heads.pop(chain, None)
        if head is None or (head.last_seq, head.last_hash) != (seq, previous):
            yield Breach(chain, "ends elsewhere than its head says")
    for chain, head in heads.items():
        if head.last_seq:
            yield Breach(chain, f"all {head.last_seq} entries are missing")


def _broken_invoices(connection: Connection) -> Iterator[Breach]:
    logged = {
        row.op_key: row.result
        for row in connection.execute(
            select(action_log.c.op_key, action_log.c.result).where(
                action_log.c.action == "issue_invoice"
            )
        )
    }
    columns = issued_invoices.c
    keys = connection.execute(
        select(columns.entity_id, columns.invoice_no, columns.op_key)
    ).all()
    for key in keys:
        frozen = read_frozen(
            connection, entity_id=key.entity_id, invoice_no=key.invoice_no
        )
        where = f"invoice {key.entity_id}:{key.invoice_no}"
        if frozen is None or not frozen.is_untouched:
            yield Breach(where, "does not have the content it was issued with")
        elif frozen.content_hash not in logged.pop(key.op_key, ""):
            yield Breach(where, "is not the one that its log entry tells of")
    for op_key in logged:
        yield Breach(op_key, "the invoice that this log entry tells of is missing")
