"""The processor pays out each week's cards and debits, less what it kept."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from tests.support.sample_company.calendar_days import AS_OF
from tests.support.sample_company.settlement import PROCESSED, Payment
from tests.support.sample_company.writing import Row


def paid_out(payments: list[Payment]) -> tuple[list[Payment], list[Row]]:
    """The payments with their payout, and the payouts that have happened."""
    weeks: dict[tuple[str, str, date], int] = defaultdict(int)
    assigned = []
    for payment in payments:
        if payment.method not in PROCESSED or payment.status != "succeeded":
            assigned.append(payment)
            continue
        week = _week_of(payment)
        if _paid_on(week[2]) > AS_OF:
            assigned.append(payment)
            continue
        weeks[week] += payment.amount_minor - payment.fee_minor
        assigned.append(replace(payment, payout_id=_payout_id(week)))
    rows: list[Row] = [
        {
            "payout_id": _payout_id(week),
            "entity_id": week[0],
            "paid_on": _paid_on(week[2]),
            "amount_minor": amount,
            "currency": week[1],
        }
        for week, amount in sorted(weeks.items())
    ]
    return assigned, rows


def _week_of(payment: Payment) -> tuple[str, str, date]:
    monday = payment.day - timedelta(days=payment.day.weekday())
    return (payment.invoice.entity_id, payment.invoice.currency, monday)


def _paid_on(monday: date) -> date:
    return monday + timedelta(days=8)


def _payout_id(week: tuple[str, str, date]) -> str:
    entity, currency, monday = week
    return f"po_{entity[-2:]}_{currency.lower()}_{monday:%Y%m%d}"
