"""What customers paid: on time, late, in parts, twice, with a card that failed."""

import random
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import AS_OF, local_instant
from tests.support.sample_company.issuing import IssuedInvoice
from tests.support.sample_company.payers import Payer, payer_of
from tests.support.sample_company.sellers import TIME_ZONE
from tests.support.sample_company.writing import Row

PROCESSED = ("card", "ach")
_FIXED_FEE = {"USD": 30, "EUR": 25, "JPY": 0}
_OVERPAID = 8000


@dataclass(frozen=True)
class Payment:
    """One payment, before it is a row."""

    invoice: IssuedInvoice
    day: date
    amount_minor: int
    method: str
    number: int = 0
    status: str = "succeeded"
    reversed_on: date | None = None
    is_applied_by_row: bool = False
    names_invoice: bool = True
    payout_id: str = ""

    @property
    def payment_id(self) -> str:
        """The payment's own number."""
        return f"pay-{self.number:05}"

    @property
    def fee_minor(self) -> int:
        """What the processor kept: cards 2.9 % and a bit, direct debits 0.8 %."""
        if self.status != "succeeded" or self.method not in PROCESSED:
            return 0
        if self.method == "ach":
            return min(500, self.amount_minor * 8 // 1000)
        fixed = _FIXED_FEE[self.invoice.currency]
        return self.amount_minor * 29 // 1000 + fixed


def payments_of(seed: int, invoices: list[IssuedInvoice]) -> list[Payment]:
    """Every payment up to the sample's last day, in the order received."""
    found: list[Payment] = []
    for invoice in invoices:
        payer = payer_of(seed, invoice.company_id, invoice.entity_id)
        chance = random.Random(f"{seed}:pays:{invoice.invoice_no}")
        if invoice.total_minor > 0 and payer.pays(invoice.invoice_date):
            found += _of_invoice(chance, invoice, payer)
    in_time = [payment for payment in found if payment.day <= AS_OF]
    in_time.sort(key=lambda one: (one.day, one.invoice.invoice_no, one.amount_minor))
    return [replace(one, number=n) for n, one in enumerate(in_time, start=1)]


def _of_invoice(
    chance: random.Random, invoice: IssuedInvoice, payer: Payer
) -> list[Payment]:
    day = invoice.due_date + timedelta(days=chance.randint(*payer.days_after_due))
    day = max(day, invoice.invoice_date + timedelta(days=1))
    whole = Payment(invoice, day, invoice.total_minor, payer.method)
    case = chance.randrange(100)
    if payer.method == "check" and case < 60:
        return [replace(whole, is_applied_by_row=True, names_invoice=False)]
    return _as_it_went(chance, whole, case)


def _as_it_went(chance: random.Random, whole: Payment, case: int) -> list[Payment]:
    if case < 5:
        return _in_parts(chance, whole)
    if case < 8 and whole.method in PROCESSED:
        return [replace(whole, status="failed"), _later(chance, whole, 3, 9)]
    if case == 8 and whole.method == "ach":
        back = whole.day + timedelta(days=4)
        bounced = replace(whole, status="reversed", reversed_on=back)
        return [bounced, _later(chance, whole, 12, 30)]
    if case == 9:
        return [replace(whole, amount_minor=whole.amount_minor + _OVERPAID)]
    if case == 10:
        return [whole, _later(chance, whole, 1, 3)]
    return [replace(whole, names_invoice=case <= 85)]


def _in_parts(chance: random.Random, whole: Payment) -> list[Payment]:
    first = whole.amount_minor * chance.randrange(40, 75) // 100
    rest = _later(chance, whole, 18, 60)
    return [
        replace(whole, amount_minor=first),
        replace(rest, amount_minor=whole.amount_minor - first),
    ]


def _later(chance: random.Random, payment: Payment, least: int, most: int) -> Payment:
    days = timedelta(days=chance.randrange(least, most))
    return replace(payment, day=payment.day + days)


def payment_row(payment: Payment) -> Row:
    """The payment as a row of its file."""
    invoice = payment.invoice
    is_processed = payment.method in PROCESSED
    at = time(9 + payment.number % 8, payment.number % 60)
    return {
        "payment_id": payment.payment_id,
        "company_id": invoice.company_id,
        "received_at": local_instant(payment.day, at, TIME_ZONE[invoice.entity_id]),
        "amount_minor": payment.amount_minor,
        "currency": invoice.currency,
        "method": payment.method,
        "status": payment.status,
        "reference": invoice.invoice_no if not payment.names_invoice else "",
        "fee_minor": payment.fee_minor,
        "invoice_no": invoice.invoice_no if payment.names_invoice else "",
        "stripe_charge_id": f"ch_{payment.number:08}" if is_processed else "",
        "stripe_payout_id": payment.payout_id,
        "reversed_on": payment.reversed_on,
    }


def application_rows(payments: list[Payment]) -> list[Row]:
    """Cheques, which somebody applied by hand."""
    return [
        {
            "payment_id": payment.payment_id,
            "entity_id": payment.invoice.entity_id,
            "invoice_no": payment.invoice.invoice_no,
            "applied_on": payment.day,
            "amount_minor": min(payment.amount_minor, payment.invoice.total_minor),
        }
        for payment in payments
        if payment.is_applied_by_row and payment.status == "succeeded"
    ]
