"""Writes and reads issued invoices, header and lines together."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from app.domain.invoice import DraftLine
from app.domain.invoice_content import HASH_VERSION, InvoiceHeader, content_hash
from app.domain.invoice_states import InvoiceState
from app.store.tables.invoices import issued_invoice_lines, issued_invoices

IDS_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class Issue:
    """How an invoice came to be issued.

    Attributes:
        draft_id: the draft that was frozen; run_id: the run that computed it.
        op_key: the operation that issued it.
        override_reason: what a person said where the draft was held.
    """

    draft_id: str
    run_id: str
    issued_at: datetime
    op_key: str
    override_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class FrozenInvoice:
    """An issued invoice as it was stored, with the hash it was stored under."""

    header: InvoiceHeader
    lines: tuple[DraftLine, ...]
    content_hash: str
    hash_version: int = HASH_VERSION

    @property
    def is_untouched(self) -> bool:
        """Tell whether the stored content still has the hash of its day's version."""
        digest = content_hash(self.header, self.lines, version=self.hash_version)
        return digest == self.content_hash


def freeze(
    connection: Connection,
    header: InvoiceHeader,
    lines: tuple[DraftLine, ...],
    *,
    issue: Issue,
) -> FrozenInvoice:
    """Store an invoice that never changes again."""
    digest = content_hash(header, lines)
    connection.execute(
        insert(issued_invoices).values(
            **asdict(header),
            **asdict(issue),
            status=InvoiceState.ISSUED.value,
            content_hash=digest,
            hash_version=HASH_VERSION,
        )
    )
    place = {"entity_id": header.entity_id, "invoice_no": header.invoice_no}
    connection.execute(
        insert(issued_invoice_lines), [asdict(line) | place for line in lines]
    )
    return FrozenInvoice(header=header, lines=lines, content_hash=digest)


def read_frozen(
    connection: Connection, *, entity_id: str, invoice_no: str
) -> FrozenInvoice | None:
    """Read an issued invoice back."""
    headers, lines = issued_invoices.c, issued_invoice_lines.c
    row = (
        connection.execute(
            select(issued_invoices)
            .where(headers.entity_id == entity_id)
            .where(headers.invoice_no == invoice_no)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    line_rows = connection.execute(
        select(issued_invoice_lines)
        .where(lines.entity_id == entity_id)
        .where(lines.invoice_no == invoice_no)
        .order_by(lines.line_no)
    ).mappings()
    return FrozenInvoice(
        header=InvoiceHeader(**_part(row, InvoiceHeader)),
        lines=tuple(DraftLine(**_part(line, DraftLine)) for line in line_rows),
        content_hash=row["content_hash"],
        hash_version=row["hash_version"],
    )


def numbers_of_draft(connection: Connection, draft_id: str) -> tuple[str, ...]:
    """List the invoices that a draft of this id was issued as."""
    columns = issued_invoices.c
    rows = connection.execute(
        select(columns.invoice_no).where(columns.draft_id == draft_id)
    )
    return tuple(row.invoice_no for row in rows)


def standing_of_drafts(
    connection: Connection, draft_ids: Sequence[str]
) -> list[tuple[str, str, str, datetime]]:
    """List draft, seller, number and instant of what was issued and is not void."""
    columns = issued_invoices.c
    query = (
        select(
            columns.draft_id, columns.entity_id, columns.invoice_no, columns.issued_at
        )
        .where(columns.status != InvoiceState.VOID.value)
        .order_by(columns.issued_at, columns.entity_id, columns.invoice_no)
    )
    return [
        (row.draft_id, row.entity_id, row.invoice_no, row.issued_at)
        for part in _parts(draft_ids)
        for row in connection.execute(query.where(columns.draft_id.in_(part)))
    ]


def invoices_by_run(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Name the invoices that were issued from each run, in the order of issue."""
    columns = issued_invoices.c
    rows = connection.execute(
        select(columns.run_id, columns.entity_id, columns.invoice_no).order_by(
            columns.issued_at, columns.entity_id, columns.invoice_no
        )
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        name = f"{row.entity_id}:{row.invoice_no}"
        found[row.run_id] = (*found.get(row.run_id, ()), name)
    return found


def _part(row: RowMapping, of: type) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(of)}


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), IDS_MAX):
        yield ids[start : start + IDS_MAX]
