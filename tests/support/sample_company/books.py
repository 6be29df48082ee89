"""What happened to the issued invoices, as files."""

from tests.support.sample_company.corrections import corrections_of
from tests.support.sample_company.issuing import IssuedInvoice
from tests.support.sample_company.payouts import paid_out
from tests.support.sample_company.settlement import (
    application_rows,
    payment_row,
    payments_of,
)
from tests.support.sample_company.writing import Part, Row

_BROKEN_PAYMENTS = (
    "pay-bad-1,alder-finch-law,2025-09-31T10:00:00-04:00,250000,USD,check,succeeded,,0,,,,",
    "pay-bad-2,meridian-frieght,2025-10-02T10:00:00-04:00,250000,USD,ach,succeeded,,0,,,,",
    "pay-bad-3,meridian-freight,2025-10-03T10:00:00-04:00,2500.00,USD,ach,succeeded,,0,,,,",
    "pay-bad-4,meridian-freight,2025-10-03T10:00:00-04:00,9999999999999999,USD,ach,succeeded,,0,,,,",
    "pay-short-1,meridian-freight,2025-10-06T10:00:00-04:00",
)


def book_parts(seed: int, invoices: list[IssuedInvoice]) -> list[Part]:
    """Payments and all that follows them; no total is computed here."""
    received = payments_of(seed, invoices)
    payments, corrections, payouts = paid_out(
        received, corrections_of(invoices, received)
    )
    rows = [payment_row(payment) for payment in payments]
    return [
        Part(
            "payments",
            (*rows, *_repeated(rows)),
            broken_lines=_BROKEN_PAYMENTS,
        ),
        Part("applications", tuple(application_rows(payments))),
        Part("payouts", tuple(payouts)),
        Part("credit_notes", tuple(corrections.credit_notes)),
        Part("refunds", tuple(corrections.refunds)),
        Part("write_offs", tuple(corrections.write_offs)),
        Part("disputes", tuple(corrections.disputes)),
    ]


def _repeated(rows: list[Row]) -> list[Row]:
    """The bank sent two lines again, one of them with another amount."""
    if not rows:
        return []
    return [rows[len(rows) // 3], {**rows[len(rows) // 2], "amount_minor": 1}]
