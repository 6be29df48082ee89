"""The receivables file as a folder of the contract: invoices, payments, aging."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from tests.real_data.seller_files import write_csv, write_seller

SNAPSHOT = date(2013, 3, 31)
_BUCKET_ENDS = (30, 60, 90, 120)
_AGING_COLUMNS = [
    "Snapshot Date",
    "Client ID",
    "Invoice No",
    "Invoice Date",
    "Invoice Amount",
    "Total Outstanding",
    "Days 0-30",
    "Days 31-60",
    "Days 61-90",
    "Days 91-120",
    "Days Over 120",
]


@dataclass(frozen=True)
class Receivable:
    """One line of the file."""

    customer: str
    number: str
    issued_on: date
    due_on: date
    amount: Decimal
    settled_on: date

    @property
    def amount_minor(self) -> Decimal:
        """The amount in cents."""
        return self.amount * 100


def read_receivables(source: Path) -> list[Receivable]:
    """Every line of the file."""
    with source.open(newline="", encoding="utf-8") as file:
        return [
            Receivable(
                customer=row["customerID"],
                number=row["invoiceNumber"],
                issued_on=_day(row["InvoiceDate"]),
                due_on=_day(row["DueDate"]),
                amount=Decimal(row["InvoiceAmount"]),
                settled_on=_day(row["SettledDate"]),
            )
            for row in csv.DictReader(file)
        ]


def write_receivables(receivables: list[Receivable], folder: Path) -> None:
    """Invoices, their payments, and the aging list of the snapshot date."""
    companies = sorted({one.customer for one in receivables})
    write_seller(
        folder, currency="USD", time_zone="America/New_York", companies=companies
    )
    write_csv(
        folder / "issued_invoices.csv",
        ["invoice_no", "company_id", "invoice_date", "due_date", "total_minor"],
        [
            [one.number, one.customer, one.issued_on, one.due_on, _whole(one)]
            for one in receivables
        ],
    )
    write_csv(
        folder / "payments.csv",
        ["payment_id", "company_id", "received_at", "amount_minor", "invoice_no"],
        [
            [
                f"p-{one.number}",
                one.customer,
                f"{one.settled_on}T12:00:00-05:00",
                _whole(one),
                one.number,
            ]
            for one in receivables
        ],
    )
    write_csv(
        folder / "ar_aging.csv",
        _AGING_COLUMNS,
        [_aged(one) for one in receivables if is_open(one)],
    )


def is_open(one: Receivable) -> bool:
    """Whether the invoice stood open on the snapshot date."""
    return one.issued_on <= SNAPSHOT < one.settled_on


def bucket_of(one: Receivable) -> int:
    """The position of its bucket by age since the invoice date."""
    age = (SNAPSHOT - one.issued_on).days
    return sum(age > end for end in _BUCKET_ENDS)


def _aged(one: Receivable) -> list[object]:
    buckets = [Decimal(0)] * 5
    buckets[bucket_of(one)] = one.amount
    head = [SNAPSHOT, one.customer, one.number, one.issued_on, one.amount, one.amount]
    return [*head, *buckets]


def _whole(one: Receivable) -> str:
    return format(one.amount_minor.normalize(), "f")


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007
