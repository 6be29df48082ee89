"""The rows of the invoice list: what is drafted and what was issued."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice or draft with its totals in minor units."""

    mart: ClassVar[str] = "mart_invoice_list"
    order: ClassVar[str] = "invoice_date desc, company_name, invoice_id"

    invoice_id: str
    invoice_no: str | None
    company_id: str
    company_name: str
    entity_id: str
    status: str
    source: str
    invoice_date: date
    due_date: date
    currency: str
    exponent: int
    total_minor: int
    balance_minor: int
    reason: str | None
    needs_review: bool
    review_drivers: str | None
