"""How many devices the remote monitoring saw, drifting week by week."""

import random
from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import AS_OF, days, utc_instant
from tests.support.sample_company.customers import Customer, customers
from tests.support.sample_company.lives import is_customer
from tests.support.sample_company.writing import Row

_CLASSES = {"W": "workstation", "V": "server", "N": "network"}
_DRIFT = {
    "workstation": (0, 0, 0, 0, 1, 1, -1, 2, -1, 1),
    "server": (0,) * 38 + (1, -1),
    "network": (0,) * 18 + (1, -1),
}


def device_rows(rng: random.Random) -> list[Row]:
    """A reading where the count changed, and one at each month's first week."""
    rows = [
        row
        for customer in customers()
        for code in customer.bundle
        if code in _CLASSES
        for row in _readings(rng, customer, _CLASSES[code])
    ]
    return sorted(rows, key=lambda row: (str(row["observed_at"]), str(row["event_id"])))


def _first_count(customer: Customer, device_class: str) -> int:
    per_seat = {
        "workstation": customer.seats * 11 // 10,
        "server": max(1, customer.seats // 14),
        "network": max(2, customer.seats // 9),
    }
    return per_seat[device_class]


def _readings(rng: random.Random, customer: Customer, device_class: str) -> list[Row]:
    count = _first_count(customer, device_class)
    reported = -1
    rows: list[Row] = []
    for day in days(customer.starts, AS_OF + timedelta(days=1), step=7):
        count = max(1, count + rng.choice(_DRIFT[device_class]))
        if not is_customer(customer, day):
            reported = -1
            continue
        if count == reported and day.day > 7:
            continue
        reported = count
        rows.append(_reading(rng, customer, device_class, day, count))
    return rows


def _reading(
    rng: random.Random, customer: Customer, device_class: str, day: date, count: int
) -> Row:
    at = time(6 if customer.currency != "JPY" else 1, rng.randrange(60))
    late = timedelta(minutes=rng.randrange(1, 12))
    return {
        "event_id": f"{device_class[:2]}-{customer.company_id}-{day:%y%m%d}",
        "company_id": customer.company_id,
        "device_class": device_class,
        "device_count": count,
        "observed_at": utc_instant(day, at),
        "received_at": utc_instant(day, at, late),
    }
