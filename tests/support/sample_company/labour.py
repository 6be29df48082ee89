"""Hours that technicians worked and things that were sold once."""

import random
from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import AS_OF, local_instant, months
from tests.support.sample_company.customers import Customer, customers
from tests.support.sample_company.lives import is_customer, lives
from tests.support.sample_company.writing import Row

_TEAM = {
    "northgate-us": ("t-oyelaran", "t-castellano", "t-beaumont", "t-nakamura"),
    "northgate-de": ("t-feldkamp", "t-brandt"),
    "northgate-jp": ("t-mizushima",),
}
_COST_PER_HOUR = {
    "t-oyelaran": 4800,
    "t-castellano": 6400,
    "t-beaumont": 4200,
    "t-nakamura": 4500,
    "t-feldkamp": 4600,
    "t-brandt": 4300,
    "t-mizushima": 5200,
}
_WORK = ("labor-remote",) * 7 + ("labor-onsite",) * 2 + ("labor-project",)
_HARDWARE = {
    "laptop-standard": "Business laptop, 14 inch, docking station",
    "firewall-branch": "Branch firewall with three-year support",
    "cabling-drop": "Structured cabling drop, patched and tested",
}
_RUNAWAY = ("pinecrest-veterinary", date(2026, 2, 9), 3900)


def time_rows(rng: random.Random) -> list[Row]:
    """Time entries of all months, in the order they were worked."""
    rows: list[dict[str, object]] = []
    for month in months():
        for customer in customers():
            for _ in range(rng.randrange(0, 3 + customer.seats // 16)):
                day = month + timedelta(days=rng.randrange(28))
                if day.weekday() < 5 and is_customer(customer, day):
                    rows.append(_entry(rng, customer, day))
    rows.sort(key=lambda row: str(row["worked_at"]))
    for number, row in enumerate(rows, start=1):
        row["entry_id"] = f"te-{number:05}"
        row["ticket_id"] = f"T{20000 + number * 3}"
    return [*rows, _runaway()]


def _entry(rng: random.Random, customer: Customer, day: date) -> dict[str, object]:
    technician = rng.choice(_TEAM[customer.entity_id])
    product = rng.choice(_WORK)
    minutes = 15 * rng.randrange(1, 13)
    covered = product == "labor-remote" and "C" in customer.bundle
    at = time(rng.randrange(8, 17), 15 * rng.randrange(4))
    return {
        "company_id": customer.company_id,
        "technician_id": technician,
        "worked_at": local_instant(day, at, customer.time_zone),
        "minutes": minutes,
        "billable": rng.randrange(100) < (25 if covered else 85),
        "product_id": product,
        "cost_minor": _COST_PER_HOUR[technician] * minutes // 60,
    }


def _runaway() -> Row:
    company, day, minutes = _RUNAWAY
    return {
        "entry_id": "te-timer-left-on",
        "company_id": company,
        "technician_id": "t-beaumont",
        "ticket_id": "T29990",
        "worked_at": local_instant(day, time(16, 45), "America/New_York"),
        "minutes": minutes,
        "billable": True,
        "product_id": "labor-onsite",
        "cost_minor": 4200 * minutes // 60,
    }


def one_off_rows(rng: random.Random) -> list[Row]:
    """Onboarding of those who came later, and hardware now and then."""
    rows: list[dict[str, object]] = []
    for customer in customers():
        for life in lives(customer):
            if life.started_on > date(2025, 1, 31):
                rows.append(_onboarding(customer, life.started_on))
        rows += _hardware(rng, customer)
    rows.sort(key=lambda row: (str(row["charged_on"]), str(row["company_id"])))
    return [{"charge_id": f"oc-{n:04}", **row} for n, row in enumerate(rows, start=1)]


def _onboarding(customer: Customer, day: date) -> dict[str, object]:
    return {
        "company_id": customer.company_id,
        "product_id": "onboarding",
        "charged_on": day,
        "quantity": 1,
        "description": "Onboarding and documentation",
    }


def _hardware(rng: random.Random, customer: Customer) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for month in months():
        day = month + timedelta(days=rng.randrange(28))
        if rng.randrange(100) >= 11 or day > AS_OF or not is_customer(customer, day):
            continue
        product = rng.choice(sorted(_HARDWARE))
        most = 2 if product == "firewall-branch" else 6
        rows.append(
            {
                "company_id": customer.company_id,
                "product_id": product,
                "charged_on": day,
                "quantity": rng.randrange(1, most),
                "description": _HARDWARE[product],
            }
        )
    return rows
