"""The rows of why a line is what it is: the line, its steps, what it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class InvoiceLineRow:
    """One line of a draft or an issued invoice, as it stands."""

    mart: ClassVar[str] = "invoice_lines"
    order: ClassVar[str] = "invoice_id, line_no"

    invoice_id: str
    line_no: int
    company_id: str
    currency: str
    kind: str
    product_id: str | None
    item_id: str | None
    meter: str | None
    period_start: date | None
    period_end: date | None
    quantity: Decimal | None
    amount_minor: int
    discount_minor: int
    tax_minor: int
    source: str
    source_id: str | None
    claim_key: str

    @property
    def total_minor(self) -> int:
        """Amount, discount and tax together."""
        return self.amount_minor + self.discount_minor + self.tax_minor


@dataclass(frozen=True)
class DerivationStep:
    """One step of a derivation, in words and in exact numbers."""

    mart: ClassVar[str] = "invoice_line_derivations"
    order: ClassVar[str] = "invoice_id, line_no, step_no"

    invoice_id: str
    line_no: int
    company_id: str
    currency: str
    step_no: int
    step: str
    part: str | None
    words: str
    source_table: str | None
    source_key: str | None
    factor_numerator: Decimal | None
    factor_denominator: Decimal | None
    unit_amount: Decimal | None
    flat_amount: Decimal | None
    exact_amount: Decimal | None
    rounding: str | None
    base_minor: int | None
    whole_minor: int | None
    weight_minor: int | None
    budget_minor: int | None
    starts_on: date | None
    ends_on: date | None
    note: str | None
    change_minor: int | None
    so_far_minor: int


@dataclass(frozen=True)
class SourceRow:
    """One row that a line's quantity was read from.

    Attributes:
        place: the file and row that it came in.
        is_rollup: whether it stands for a day of `events` events instead of one.
        charge: what it charges as one transaction, under a percentage price.
        amount_minor: what of it is reckoned with, where it is a line of an invoice.
        held: how long its value held, where it is one of a gauge.
    """

    table: str
    key: str
    occurred: str
    received: str
    quantity: Decimal | None
    place: str
    event_source: str = ""
    is_rollup: bool = False
    events: int = 1
    charge: "TransactionCharge | None" = None
    amount_minor: int | None = None
    held: "HeldValue | None" = None


@dataclass(frozen=True)
class TransactionCharge:
    """What a percentage price charges for one transaction, in exact minor units.

    Attributes:
        charged_quantity: the part of its amount that the percent is taken of.
        charge_minor: percent, fee and bounds together; None where it cannot be rated.
    """

    is_free: bool
    charged_quantity: Decimal
    fee_minor: Decimal
    bounds_minor: Decimal | None
    charge_minor: Decimal | None


@dataclass(frozen=True)
class HeldValue:
    """How long a value of a gauge held in a period.

    Attributes:
        hours: in words, `252 h of 743 h`.
        value_seconds: the value times the seconds; over all of a period, divided by
            `period_seconds`, they are its average.
    """

    held_from: str
    held_until: str
    hours: str
    held_seconds: Decimal
    value_seconds: Decimal
    period_seconds: Decimal
