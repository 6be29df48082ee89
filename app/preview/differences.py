"""What differs between two sides: lines, invoices, recurring revenue and totals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar


class Change(StrEnum):
    """What became of a row between the two sides."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class LineKey:
    """What a line charges, whichever place on its invoice it has.

    `nth` tells lines apart that charge the same, in the order of their invoice.
    """

    company_id: str
    currency: str
    invoice_id: str
    kind: str
    subscription_id: str | None
    item_id: str | None
    product_id: str | None
    meter: str | None
    period_start: date | None
    period_end: date | None
    source_id: str | None
    nth: int


@dataclass(frozen=True, slots=True)
class Line:
    """How a line charges it, and how much; discount and tax are in what is charged."""

    line_no: int
    price_id: str | None
    price_rule: str | None
    quantity: Decimal | None
    unit_amount: Decimal | None
    amount_minor: int
    discount_minor: int
    tax_minor: int
    charged_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceKey:
    """Which invoice it is."""

    company_id: str
    currency: str
    invoice_id: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """The header of an invoice."""

    source: str
    status: str
    reason: str | None
    invoice_date: date
    due_date: date | None
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class MrrKey:
    """One product of one company in one month."""

    company_id: str
    currency: str
    product_id: str | None
    month: date


@dataclass(frozen=True, slots=True)
class Mrr:
    """Recurring revenue at the month's end."""

    closing_minor: int


@dataclass(frozen=True, slots=True)
class Total:
    """What a company is invoiced in one currency, over all its invoices."""

    company_id: str
    currency: str
    before_minor: int
    after_minor: int
    difference_minor: int


Key = TypeVar("Key")
State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Difference(Generic[Key, State]):
    """One row on both sides; `difference_minor` is what it costs more, or less."""

    change: Change
    key: Key
    before: State | None
    after: State | None
    difference_minor: int


LineDifference: TypeAlias = Difference[LineKey, Line]
InvoiceDifference: TypeAlias = Difference[InvoiceKey, Invoice]
MrrDifference: TypeAlias = Difference[MrrKey, Mrr]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two sides, in an order of its own.

    Where it was asked for, lines and invoices also hold the unchanged lines of
    invoices that have a changed one.
    """

    lines: tuple[LineDifference, ...]
    invoices: tuple[InvoiceDifference, ...]
    mrr: tuple[MrrDifference, ...]
    totals: tuple[Total, ...]

    @property
    def is_equal(self) -> bool:
        """Whether no invoice, no line and no month differs."""
        rows = (*self.lines, *self.invoices, *self.mrr)
        return all(row.change is Change.SAME for row in rows)
