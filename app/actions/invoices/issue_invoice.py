"""Freezes a draft as an issued invoice, with its number, claims and effects."""

from datetime import date

from pydantic import Field

from app.actions.invoices.checks import (
    check_adds_up,
    check_claims,
    check_expectation,
    check_state,
)
from app.actions.invoices.effects import stripe_lines
from app.actions.register import Action, Command, Deed, Result, Subject, register
from app.actions.workplace import Workplace
from app.domain.actors import Role
from app.domain.invoice import Draft
from app.domain.invoice_content import header_of
from app.domain.money import Money
from app.domain.refusals import NotFoundError
from app.store.claims import claim
from app.store.invoices import Issue, freeze, numbers_of_draft
from app.store.numbers import allocate_number
from app.store.outbox import add_line


class IssueInvoice(Command):
    """Issue a draft: number it, freeze it, and send it to Stripe."""

    draft_id: str = Field(
        min_length=1, max_length=400, title="Draft", description="Id of the draft."
    )
    override_reason: str | None = Field(
        default=None,
        min_length=3,
        max_length=500,
        title="Reason to override",
        description="Why a held draft may be issued all the same.",
    )
    expected_total_minor: int | None = Field(
        default=None,
        title="Expected total",
        description="Refuse if the draft's total in minor units is no longer this.",
    )


class InvoiceIssued(Result):
    """The invoice that a draft became."""

    entity_id: str
    invoice_no: str
    company_id: str
    invoice_date: date
    due_date: date
    currency: str
    total_minor: int
    total_text: str
    line_count: int
    content_hash: str
    run_id: str

    @property
    def invoice_id(self) -> str:
        """Name the invoice as the warehouse will."""
        return f"{self.entity_id}:{self.invoice_no}"


def prepare(command: IssueInvoice, workplace: Workplace) -> Subject:
    """Read the draft from the published warehouse, before any transaction."""
    draft = workplace.read_draft(command.draft_id)
    if draft is None:
        with workplace.store.reading() as connection:
            numbers = ", ".join(numbers_of_draft(connection, command.draft_id))
        hint = f" A draft of this id was issued as {numbers}." if numbers else ""
        raise NotFoundError(
            f"The published warehouse has no draft {command.draft_id}.{hint}",
            remedy="Look at the drafts of the newest run.",
            field="draft_id",
        )
    return Subject(chain=draft.entity_id, company_id=draft.company_id, matter=draft)


def handle(command: IssueInvoice, subject: Subject, deed: Deed) -> InvoiceIssued:
    """Check the draft, then number, freeze and claim it and queue its effects."""
    draft: Draft = subject.matter
    check_state(draft, override_reason=command.override_reason)
    check_expectation(draft, expected_total_minor=command.expected_total_minor)
    check_adds_up(draft)
    check_claims(deed.connection, draft)
    invoice_no = allocate_number(
        deed.connection,
        entity_id=draft.entity_id,
        scheme=draft.numbering,
        on=draft.invoice_date,
        known=draft.highest_known_number,
    )
    issue = Issue(
        draft_id=draft.invoice_id,
        run_id=draft.run_id,
        issued_at=deed.now,
        op_key=deed.op_key,
        override_reason=command.override_reason,
    )
    header = header_of(draft, invoice_no=invoice_no)
    frozen = freeze(deed.connection, header, draft.lines, issue=issue)
    claim(
        deed.connection,
        [line.claim_key for line in draft.lines],
        entity_id=draft.entity_id,
        invoice_no=invoice_no,
        at=deed.now,
    )
    for line in stripe_lines(draft, invoice_no=invoice_no, deed=deed):
        add_line(deed.connection, line, at=deed.now)
    return _told(draft, invoice_no=invoice_no, content_hash=frozen.content_hash)


def _told(draft: Draft, *, invoice_no: str, content_hash: str) -> InvoiceIssued:
    return InvoiceIssued(
        entity_id=draft.entity_id,
        invoice_no=invoice_no,
        company_id=draft.company_id,
        invoice_date=draft.invoice_date,
        due_date=draft.due_date,
        currency=draft.currency,
        total_minor=draft.total_minor,
        total_text=Money(draft.total_minor, draft.currency).text(draft.exponent),
        line_count=len(draft.lines),
        content_hash=content_hash,
        run_id=draft.run_id,
    )


ISSUE_INVOICE = register(
    Action(
        name="issue_invoice",
        title="Issue invoice",
        command=IssueInvoice,
        result=InvoiceIssued,
        roles=frozenset({Role.FINANCE, Role.SUPER_ADMIN}),
        prepare=prepare,
        handle=handle,
    )
)
