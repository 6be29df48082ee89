"""The processor pays out each week's cards and debits, less what it took back."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tests.support.sample_company.calendar_days import AS_OF
from tests.support.sample_company.corrections import Corrections
from tests.support.sample_company.settlement import PROCESSED, Payment
from tests.support.sample_company.writing import Row

Week = tuple[str, str, date]


@dataclass
class Payouts:
    """The weeks that were paid out, and what each came to."""

    weeks: dict[Week, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, payment: Payment) -> Payment:
        """Pay a payment out, its fee taken off, and return it with its payout."""
        week = _week_of(payment, payment.day)
        if payment.method not in PROCESSED or payment.status != "succeeded":
            return payment
        if _paid_on(week[2]) > AS_OF:
            return payment
        self.weeks[week] += payment.amount_minor - payment.fee_minor
        return replace(payment, payout_id=_payout_id(week))

    def move(self, payment: Payment, day: date, amount: int) -> str:
        """Put an amount into that week's payout, or into the next one there is."""
        entity, currency, monday = _week_of(payment, day)
        later = [
            week
            for week, paid in sorted(self.weeks.items())
            if week[:2] == (entity, currency) and week[2] >= monday
            if paid + amount > 0
        ]
        if payment.method not in PROCESSED or not later:
            return ""
        self.weeks[later[0]] += amount
        return _payout_id(later[0])


def paid_out(
    payments: list[Payment], corrections: Corrections
) -> tuple[list[Payment], Corrections, list[Row]]:
    """All three with their payouts: payments, what went back, what the bank got."""
    payouts = Payouts()
    assigned = [payouts.add(payment) for payment in payments]
    known = {payment.payment_id: payment for payment in assigned}
    moved = replace(
        corrections,
        refunds=[_refunded(row, known, payouts) for row in corrections.refunds],
        disputes=[_disputed(row, known, payouts) for row in corrections.disputes],
    )
    rows: list[Row] = [
        {
            "payout_id": _payout_id(week),
            "entity_id": week[0],
            "paid_on": _paid_on(week[2]),
            "amount_minor": amount,
            "currency": week[1],
        }
        for week, amount in sorted(payouts.weeks.items())
    ]
    return assigned, moved, rows


def _refunded(row: Row, known: dict[str, Payment], payouts: Payouts) -> Row:
    day = datetime.fromisoformat(str(row["refunded_at"])).date()
    payment = known[str(row["payment_id"])]
    amount = int(str(row["amount_minor"]))
    return {**row, "stripe_payout_id": payouts.move(payment, day, -amount)}


def _disputed(row: Row, known: dict[str, Payment], payouts: Payouts) -> Row:
    payment = known[str(row["payment_id"])]
    amount, fee = int(str(row["amount_minor"])), int(str(row["fee_minor"]))
    opened, closed = row["opened_on"], row["closed_on"]
    found = {**row}
    if isinstance(opened, date):
        found["stripe_payout_id"] = payouts.move(payment, opened, -amount - fee)
    if row["status"] == "won" and isinstance(closed, date):
        found["closed_stripe_payout_id"] = payouts.move(payment, closed, amount)
    return found


def _week_of(payment: Payment, day: date) -> Week:
    monday = day - timedelta(days=day.weekday())
    return (payment.invoice.entity_id, payment.invoice.currency, monday)


def _paid_on(monday: date) -> date:
    return monday + timedelta(days=8)


def _payout_id(week: Week) -> str:
    entity, currency, monday = week
    return f"po_{entity[-2:]}_{currency.lower()}_{monday:%Y%m%d}"
