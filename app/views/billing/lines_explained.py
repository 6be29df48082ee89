"""Why the lines of an invoice are what they are, down to the rows behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from app.domain.invoice_states import InvoiceState
from app.domain.refusals import NotFoundError
from app.store.database import Store
from app.store.tables.invoices import issued_invoices
from app.warehouse.derivations import DerivationStep, InvoiceLineRow, SourceRow
from app.warehouse.invoices import InvoiceRow
from app.warehouse.line_sources import EVENTS_MAX, sources_of
from app.warehouse.published import (
    NothingPublishedError,
    PublishedVersion,
    version_at,
)
from app.warehouse.reading import read_rows
from app.warehouse.scope import ReaderScope

DEVICES = "rmm_device_counts"


@dataclass(frozen=True)
class LineExplained:
    """One line with every step to its amount and the rows behind its quantity.

    Attributes:
        invoice: the name the invoice is known by: its number, or the draft's id.
        run: the run whose models derived the line.
        remark: what a reader should know of where the derivation comes from.
    """

    invoice: str
    run: str
    line: InvoiceLineRow
    exponent: int
    steps: tuple[DerivationStep, ...]
    sources: tuple[SourceRow, ...]
    remark: str | None = None


@dataclass(frozen=True)
class _Told:
    """Where the derivation of an invoice is kept, and under which id."""

    version: PublishedVersion
    invoice_id: str
    remark: str | None = None


def explain_lines(
    invoice: str,
    *,
    line_no: int | None = None,
    version: PublishedVersion,
    scope: ReaderScope,
    store: Store,
    events_max: int = EVENTS_MAX,
) -> tuple[LineExplained, ...]:
    """Explain one line of an invoice, or all of them, as far as the reader may see.

    `invoice` is a number, an invoice_id or a draft's id. What this home issued is
    derived in the published version of the run it was issued from. Single events are
    named up to `events_max` a line, beyond that their days.
    """
    found = _invoice(invoice, version, scope, store)
    told = _told(found, version, store)
    where = {"invoice_id": told.invoice_id}
    steps = read_rows(told.version, scope, DerivationStep, where=where)
    every = read_rows(told.version, scope, InvoiceLineRow, where=where)
    lines = [line for line in every if line_no in {None, line.line_no}]
    if not lines:
        raise _no_line(invoice, line_no, [line.line_no for line in every])
    return tuple(
        LineExplained(
            invoice=found.invoice_no or found.invoice_id,
            run=told.version.run,
            line=line,
            exponent=found.exponent,
            steps=tuple(step for step in steps if step.line_no == line.line_no),
            sources=sources_of(
                told.version,
                line,
                reading=_reading(steps, line.line_no),
                events_max=events_max,
            )
            if line.source == "draft"
            else (),
            remark=told.remark,
        )
        for line in lines
    )


def _reading(steps: Sequence[DerivationStep], line_no: int) -> str | None:
    """The device count that a line's quantity was read from, if it was."""
    for step in steps:
        if step.line_no == line_no and step.source_table == DEVICES:
            return step.source_key
    return None


def _no_line(invoice: str, line_no: int | None, known: Sequence[int]) -> NotFoundError:
    if not known:
        return NotFoundError(
            f"Invoice {invoice} has no line that you may see.",
            remedy="Name another invoice.",
            field="invoice",
        )
    lines = f"lines {known[0]} to {known[-1]}" if len(known) > 1 else "line 1 alone"
    return NotFoundError(
        f"Invoice {invoice} has no line {line_no}; it has {lines}.",
        remedy="Name one of them, or leave out --line to see every line.",
        field="line",
    )


def _invoice(
    invoice: str, version: PublishedVersion, scope: ReaderScope, store: Store
) -> InvoiceRow:
    found = [
        row
        for column in ("invoice_id", "invoice_no")
        for row in read_rows(version, scope, InvoiceRow, where={column: invoice})
    ]
    if not found:
        with store.reading() as connection:
            _refuse_issued_since(connection, invoice, version, scope)
        raise NotFoundError(
            f"Invoice {invoice} is not in the published version {version.run}.",
            remedy="Take a number or an invoice_id from marts.invoices.",
            field="invoice",
        )
    if len(found) > 1:
        named = ", ".join(row.invoice_id for row in found)
        raise NotFoundError(
            f"Several sellers have an invoice {invoice}.",
            remedy=f"Say which: {named}.",
            field="invoice",
        )
    return found[0]


def _refuse_issued_since(
    connection: Connection, invoice: str, version: PublishedVersion, scope: ReaderScope
) -> None:
    """Say of an invoice of this home that the version does not hold it yet."""
    columns = issued_invoices.c
    named = columns.entity_id.concat(":").concat(columns.invoice_no)
    query = select(columns.run_id, columns.draft_id, columns.company_id).where(
        (named == invoice) | (columns.invoice_no == invoice)
    )
    for row in connection.execute(query):
        if scope.may_see(row.company_id):
            meanwhile = (
                f", or ask for its draft {row.draft_id}"
                if row.run_id == version.run
                else ""
            )
            raise NotFoundError(
                f"Invoice {invoice} was issued from run {row.run_id}, and the "
                f"published version {version.run} does not hold it.",
                remedy=f"Make a run and ask again{meanwhile}.",
                field="invoice",
            )


def _told(found: InvoiceRow, version: PublishedVersion, store: Store) -> _Told:
    """Find the run that derived what this home issued; else this version tells it."""
    if found.source == "draft":
        return _Told(version, found.invoice_id, _held(found))
    with store.reading() as connection:
        issued = _issued(connection, found.invoice_id)
    if issued is None:
        return _Told(version, found.invoice_id)
    run_id, draft_id = issued
    try:
        kept = version_at(_beside(version, run_id))
    except NothingPublishedError:
        return _Told(
            version,
            found.invoice_id,
            f"Issued from run {run_id}, whose published version was cleaned away; "
            "what stands here is what was issued.",
        )
    return _Told(kept, draft_id, f"Issued from run {run_id}, which derived it.")


def _held(draft: InvoiceRow) -> str | None:
    if draft.status != InvoiceState.PENDING_REVIEW:
        return None
    return (
        f"Held ({draft.reason}): it cannot be issued until that is gone or somebody "
        "overrides it with a reason."
    )


def _issued(connection: Connection, invoice_id: str) -> tuple[str, str] | None:
    columns = issued_invoices.c
    named = columns.entity_id.concat(":").concat(columns.invoice_no)
    query = select(columns.run_id, columns.draft_id).where(named == invoice_id)
    row = connection.execute(query).first()
    return (row.run_id, row.draft_id) if row else None


def _beside(version: PublishedVersion, run_id: str) -> Path:
    return version.folder.parent / run_id
