"""What went back or was given up: credit notes, refunds, write-offs, disputes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import AS_OF, local_instant
from tests.support.sample_company.issuing import IssuedInvoice
from tests.support.sample_company.sellers import TIME_ZONE
from tests.support.sample_company.settlement import PROCESSED, Payment
from tests.support.sample_company.writing import Row

_CREDITED = {
    ("harborview-dental", "2025-04"): (10, "Backup outage of 3 April"),
    ("meridian-freight", "2025-08"): (4, "Gateway replaced late"),
    ("ostrander-realty", "2025-06"): (15, "Voice quality in May"),
    ("kestrel-aviation", "2026-02"): (12, "Wrong seat count in January"),
    ("rheintal-logistik", "2025-10"): (5, "Ausfall der Datensicherung"),
    ("sakura-precision", "2025-07"): (3, "Late delivery of monitoring report"),
}
_REFUNDED_CREDIT = "ostrander-realty"
_WRITTEN_OFF = {
    "brightline-staffing": date(2025, 12, 30),
    "fujimi-ryokan": date(2026, 1, 30),
}
_DISPUTED = (("card", "2025-06", "won"), ("card", "2025-10", "lost"))
_DISPUTE_FEE = 1500


@dataclass
class Corrections:
    """The rows of the four tables."""

    credit_notes: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    write_offs: list[Row] = field(default_factory=list)
    disputes: list[Row] = field(default_factory=list)


def corrections_of(
    invoices: Iterable[IssuedInvoice], payments: list[Payment]
) -> Corrections:
    """What the invoices and payments led to."""
    rows = Corrections()
    _credit(rows, invoices, payments)
    _refund_repeated(rows, payments)
    _write_off(rows, invoices, payments)
    _dispute(rows, payments)
    return rows


def _credit(
    rows: Corrections, invoices: Iterable[IssuedInvoice], payments: list[Payment]
) -> None:
    for invoice in invoices:
        month = f"{invoice.invoice_date:%Y-%m}"
        percent, reason = _CREDITED.get((invoice.company_id, month), (0, ""))
        if not percent:
            continue
        number = f"CN-{len(rows.credit_notes) + 1:04}"
        issued_on = invoice.invoice_date + timedelta(days=19)
        amount = invoice.total_minor * percent // 100
        rows.credit_notes.append(
            {
                "credit_note_no": number,
                "entity_id": invoice.entity_id,
                "invoice_no": invoice.invoice_no,
                "issued_on": issued_on,
                "amount_minor": amount,
                "reason": reason,
            }
        )
        if invoice.company_id == _REFUNDED_CREDIT:
            paid = _payment_of(payments, invoice)
            if paid is not None:
                day = max(issued_on, paid.day) + timedelta(days=6)
                rows.refunds.append(
                    _refund(
                        len(rows.refunds) + 1,
                        paid,
                        amount,
                        day,
                        reason="Credit paid out",
                        credit_note_no=number,
                    )
                )


def _payment_of(payments: list[Payment], invoice: IssuedInvoice) -> Payment | None:
    return next(
        (
            one
            for one in payments
            if one.invoice == invoice and one.status == "succeeded"
        ),
        None,
    )


def _refund_repeated(rows: Corrections, payments: list[Payment]) -> None:
    """A second payment of the same amount goes back after nine days."""
    seen: Counter[tuple[str, int]] = Counter()
    for payment in payments:
        if payment.status != "succeeded":
            continue
        same = (payment.invoice.invoice_no, payment.amount_minor)
        seen[same] += 1
        day = payment.day + timedelta(days=9)
        if seen[same] == 2 and day <= AS_OF:
            amount = payment.amount_minor
            number = len(rows.refunds) + 1
            rows.refunds.append(
                _refund(number, payment, amount, day, reason="Paid twice")
            )


def _refund(
    number: int,
    payment: Payment,
    amount: int,
    day: date,
    *,
    reason: str,
    credit_note_no: str = "",
) -> Row:
    zone = TIME_ZONE[payment.invoice.entity_id]
    return {
        "refund_id": f"re-{number:04}",
        "payment_id": payment.payment_id,
        "refunded_at": local_instant(day, time(11, 20), zone),
        "amount_minor": amount,
        "credit_note_no": credit_note_no,
        "reason": reason,
    }


def _write_off(
    rows: Corrections, invoices: Iterable[IssuedInvoice], payments: list[Payment]
) -> None:
    paid = {one.invoice.invoice_no for one in payments if one.status == "succeeded"}
    for invoice in invoices:
        day = _WRITTEN_OFF.get(invoice.company_id)
        is_open = invoice.invoice_no not in paid and invoice.total_minor > 0
        if day is not None and is_open and invoice.due_date < day:
            rows.write_offs.append(
                {
                    "write_off_id": f"wo-{len(rows.write_offs) + 1:04}",
                    "entity_id": invoice.entity_id,
                    "invoice_no": invoice.invoice_no,
                    "written_off_on": day,
                    "amount_minor": invoice.total_minor,
                    "reason": "Company closed, nothing to collect",
                }
            )


def _dispute(rows: Corrections, payments: list[Payment]) -> None:
    wanted = [*_DISPUTED, ("card", "2026-03", "open")]
    for number, (method, month, status) in enumerate(wanted, start=1):
        payment = next(
            (
                one
                for one in payments
                if one.method == method
                and one.method in PROCESSED
                and one.status == "succeeded"
                and one.invoice.currency == "USD"
                and f"{one.day:%Y-%m}" == month
                and one.day + timedelta(days=11) <= AS_OF
            ),
            None,
        )
        if payment is None:
            continue
        opened = payment.day + timedelta(days=11)
        rows.disputes.append(
            {
                "dispute_id": f"dp-{number:04}",
                "payment_id": payment.payment_id,
                "opened_on": opened,
                "amount_minor": payment.amount_minor,
                "fee_minor": _DISPUTE_FEE,
                "status": status,
                "closed_on": None if status == "open" else opened + timedelta(days=40),
            }
        )
