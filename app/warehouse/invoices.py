"""The rows of the invoice list: what is drafted and what was issued."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice or draft with its totals in minor units."""

    mart: ClassVar[str] = "invoices"
    order: ClassVar[str] = "invoice_date desc, invoice_id"

    invoice_id: str
    invoice_no: str | None
    company_id: str
    entity_id: str
    status: str
    source: str
    invoice_date: date
    due_date: date
    period_start: date | None
    period_end: date | None
    currency: str
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    balance_minor: int


@dataclass(frozen=True)
class CurrencyRow:
    """A currency and how many digits its minor unit has."""

    mart: ClassVar[str] = "currencies"
    order: ClassVar[str] = "currency"

    currency: str
    exponent: int
