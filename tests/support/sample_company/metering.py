"""What the meters counted: backup, archive, egress, voice and messages."""

import random
from dataclasses import dataclass
from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import AS_OF, days, utc_instant
from tests.support.sample_company.customers import Customer, customers
from tests.support.sample_company.lives import is_customer
from tests.support.sample_company.writing import Row


@dataclass(frozen=True)
class Meter:
    """How one meter reports."""

    meter: str
    source: str
    prefix: str
    every_days: int
    per_seat: tuple[int, int]
    daily_growth: float
    wobble_percent: int


_METERS = {
    "B": Meter("backup_gb", "backup-console", "bk", 1, (14, 30), 0.0007, 1),
    "A": Meter("archive_gb", "backup-console", "ar", 7, (60, 140), 0.0009, 1),
    "G": Meter("egress_gb", "edge-gateway", "eg", 7, (4, 11), 0.0004, 35),
    "P": Meter("voice_minutes", "cloud-pbx", "vo", 7, (30, 75), 0.0002, 30),
    "X": Meter("sms_sent", "cloud-pbx", "sm", 7, (2, 7), 0.0003, 45),
}
_SPIKES = {("lindqvist-accounting", "B"): (date(2026, 2, 10), date(2026, 2, 21), 9)}


def usage_rows(rng: random.Random) -> list[Row]:
    """All usage events, by day and then by customer."""
    rows = [
        row
        for customer in customers()
        for code in customer.bundle
        if code in _METERS
        for row in _readings(rng, customer, code)
    ]
    return sorted(rows, key=lambda row: (str(row["occurred_at"]), str(row["event_id"])))


def _readings(rng: random.Random, customer: Customer, code: str) -> list[Row]:
    meter = _METERS[code]
    level = float(customer.seats * rng.randrange(*meter.per_seat))
    at = time(rng.randrange(6, 20), rng.randrange(60))
    rows: list[Row] = []
    for day in days(customer.starts, AS_OF + timedelta(days=1), meter.every_days):
        level *= 1 + meter.daily_growth * meter.every_days
        if not is_customer(customer, day):
            continue
        wobble = 100 + rng.randrange(-meter.wobble_percent, meter.wobble_percent + 1)
        value = level * wobble / 100 * _spike(customer, code, day)
        late = timedelta(minutes=rng.randrange(3, 55))
        rows.append(
            {
                "event_id": f"{meter.prefix}-{customer.company_id}-{day:%y%m%d}",
                "source": meter.source,
                "company_id": customer.company_id,
                "meter": meter.meter,
                "occurred_at": utc_instant(day, at),
                "received_at": utc_instant(day, at, late),
                "quantity": f"{value:.1f}",
            }
        )
    return rows


def _spike(customer: Customer, code: str, day: date) -> int:
    start, end, factor = _SPIKES.get((customer.company_id, code), (AS_OF, AS_OF, 1))
    return factor if start <= day < end else 1
