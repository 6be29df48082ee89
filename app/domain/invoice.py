"""What an invoice is: the draft that the warehouse computed and its issued form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.numbering import NumberingScheme


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """One computed line, in the columns that the issued line keeps.

    Attributes:
        company_id: whose line it is; a child's on its parent's invoice (semantics 5.8).
        claim_key: names what the line charges; claimed uniquely when it is issued.
        description: what a person reads on the invoice; the product's name, usually.
        tax_reason: why the line is taxed or not (semantics 5.7); with the rate and its
            percent, and whether the price contained the tax, it is a fact once issued.
        discounts_taken: what each discount took, as JSON of its id and minor units; so
            an issued discount is spent by name (semantics 5.6).
    """

    line_no: int
    company_id: str
    kind: str
    amount_minor: int
    claim_key: str
    discount_minor: int = 0
    tax_minor: int = 0
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    subscription_id: str | None = None
    item_id: str | None = None
    product_id: str | None = None
    price_id: str | None = None
    meter: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    price_rule: str | None = None
    recognition: str | None = None
    source: str | None = None
    source_id: str | None = None
    description: str | None = None
    tax_rate_id: str | None = None
    tax_percent: Decimal | None = None
    tax_reason: str | None = None
    is_tax_inclusive: bool | None = None
    discounts_taken: str | None = None

    @property
    def net_minor(self) -> int:
        """Give amount and discount together, without tax."""
        return self.amount_minor + self.discount_minor


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One draft invoice of a published warehouse, with all that issuing it needs.

    Attributes:
        invoice_id: `draft:<entity>:<company>:<currency>:<invoice date>`.
        status: `draft`, or `pending_review` with the reason it is held for.
        run_id: the run whose published warehouse computed it.
        numbering: the entity's scheme.
        highest_known_number: the greatest counter of that scheme, in the period of the
            invoice date, that the warehouse saw used (`NumberingScheme.highest` over
            the entity's issued numbers), so that a replaced system's are not reused.
        exponent: decimals of the currency (ISO 4217); stripe_exponent: Stripe's.
    """

    invoice_id: str
    entity_id: str
    company_id: str
    currency: str
    invoice_date: date
    due_date: date
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    run_id: str
    numbering: NumberingScheme
    exponent: int
    stripe_exponent: int
    lines: tuple[DraftLine, ...]
    status: str = "draft"
    reason: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    highest_known_number: int = 0
    entity_name: str = ""
    company_name: str = ""
    company_email: str | None = None
    stripe_customer_id: str | None = None
