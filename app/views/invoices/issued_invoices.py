"""The invoices that this home issued, newest first."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field
from sqlalchemy import Connection, select

from app.domain.actors import Actor, Role
from app.store.tables.delivery import deliveries
from app.store.tables.invoices import issued_invoices
from app.views.kit import Filter, Row, View, register, within_scope


class IssuedInvoicesFilter(Filter):
    """Which issued invoices to show."""

    entity_id: str | None = Field(default=None, description="Of one seller.")
    company_id: str | None = Field(default=None, description="Of one company.")
    since: date | None = Field(default=None, description="Dated from this day on.")


class IssuedInvoice(Row):
    """An issued invoice, and whether Stripe has it."""

    entity_id: str
    invoice_no: str
    company_id: str
    invoice_date: date
    due_date: date
    currency: str
    total_minor: int
    issued_at: datetime
    run_id: str
    delivery: str | None
    external_id: str | None


def read(
    connection: Connection, wanted: IssuedInvoicesFilter, actor: Actor
) -> Sequence[Row]:
    """Read the invoices with the fate of their delivery."""
    columns = issued_invoices.c
    query = (
        select(
            issued_invoices,
            deliveries.c.status.label("delivery"),
            deliveries.c.external_id,
        )
        .outerjoin(
            deliveries, deliveries.c.outbox_key == columns.op_key.concat("/invoice")
        )
        .where(within_scope(columns.company_id, actor))
        .order_by(columns.issued_at.desc(), columns.invoice_no.desc())
        .limit(wanted.limit)
    )
    if wanted.entity_id:
        query = query.where(columns.entity_id == wanted.entity_id)
    if wanted.company_id:
        query = query.where(columns.company_id == wanted.company_id)
    if wanted.since:
        query = query.where(columns.invoice_date >= wanted.since)
    return [IssuedInvoice.model_validate(row) for row in connection.execute(query)]


ISSUED_INVOICES = register(
    View(
        name="issued_invoices",
        title="Issued invoices",
        filter=IssuedInvoicesFilter,
        row=IssuedInvoice,
        roles=frozenset(
            {Role.EXECUTIVE, Role.FINANCE, Role.CUSTOMER, Role.SUPER_ADMIN}
        ),
        read=read,
    )
)
