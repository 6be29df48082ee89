"""What each customer agreed to: subscriptions, items and their changes."""

import random
from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import AS_OF, local_instant
from tests.support.sample_company.customers import Customer, customers
from tests.support.sample_company.lives import Life, lives
from tests.support.sample_company.terms import CONTRACTED, term_tables
from tests.support.sample_company.writing import Row

SEATS = {"E": "workplace-essential", "C": "workplace-complete"}
_PER_SEAT = {**SEATS, "M": "m365-premium", "S": "email-security"}
_FLAT = {
    "O": "vcio",
    "Q": "compliance-program",
    "K": "backup-appliance",
    "Y": "domain-hosting",
}
_METERED = {
    "B": ("backup-storage", "backup_gb", "max"),
    "A": ("archive-storage", "archive_gb", "max"),
    "G": ("cloud-egress", "egress_gb", "sum"),
    "P": ("voice-minutes", "voice_minutes", "sum"),
    "X": ("sms-alerts", "sms_sent", "sum"),
}
_MONITORED = {
    "W": ("rmm-workstation", "workstation", "average"),
    "V": ("rmm-server", "server", "prorate"),
    "N": ("rmm-network", "network", "average"),
}
_REQUIRED_METERS = {"stonebridge-capital"}
_SWITCHED = {
    "ironwood-fabrication": (date(2025, 9, 11), "workplace-complete-usd"),
    "orchard-hill-senior": (date(2026, 1, 1), "workplace-essential-usd-2026"),
    "feinwerk-oberland": (date(2026, 2, 10), "workplace-complete-eur-2026"),
}
_STEPS = (1, 1, 2, 2, 3, 4, -1, -1, -2)


def agreement_tables(rng: random.Random) -> dict[str, list[Row]]:
    """Subscriptions with all that hangs on them."""
    subscriptions: list[Row] = []
    items: list[Row] = []
    changes: list[Row] = []
    for customer in customers():
        for life in lives(customer):
            subscriptions.append(_subscription(life))
            items += [_item(life, code) for code in customer.bundle]
            changes += _seat_changes(rng, life)
    for number, change in enumerate(changes, start=1):
        changes[number - 1] = {"change_id": f"ch-{number:04}", **change}
    return {
        "subscriptions": subscriptions,
        "subscription_items": items,
        "subscription_changes": changes,
        **term_tables(),
    }


def _subscription(life: Life) -> Row:
    company = life.customer.company_id
    return {
        "subscription_id": life.subscription_id,
        "company_id": company,
        "started_on": life.started_on,
        "anchor_on": life.anchor_on,
        "interval": "month",
        "interval_count": 1,
        "trial_ends_on": life.trial_ends_on,
        "ended_on": life.ended_on,
        "cancel_mode": life.cancel_mode,
        "contract_id": f"c-{company}" if company in CONTRACTED else None,
        "currency": life.customer.currency,
    }


def _item(life: Life, code: str) -> Row:
    item: dict[str, object] = {
        "subscription_id": life.subscription_id,
        "started_on": life.started_on,
        "quantity": 1,
    }
    if code in _PER_SEAT:
        item |= {"product_id": _PER_SEAT[code], "quantity": life.customer.seats}
    elif code in _FLAT:
        item |= {"product_id": _FLAT[code]}
    elif code in _METERED:
        product, meter, aggregation = _METERED[code]
        is_required = life.customer.company_id in _REQUIRED_METERS
        item |= {"product_id": product, "meter": meter, "aggregation": aggregation}
        item |= {"usage_required": is_required}
    else:
        product, device_class, policy = _MONITORED[code]
        item |= {"product_id": product, "device_class": device_class}
        item |= {"device_policy": policy}
    return {"item_id": _item_id(life, str(item["product_id"])), **item}


def _item_id(life: Life, product: str) -> str:
    return f"{life.customer.company_id}:{product}{life.suffix}"


def _seat_changes(rng: random.Random, life: Life) -> list[Row]:
    seats = life.customer.seats
    codes = [code for code in life.customer.bundle if code in _PER_SEAT]
    rows: list[Row] = []
    last = min(life.ended_on or AS_OF, AS_OF)
    day = life.started_on + timedelta(days=rng.randrange(25, 150))
    while day < last:
        seats = max(4, seats + rng.choice(_STEPS) * (1 + life.customer.seats // 40))
        for code in codes:
            rows.append(_change(life, _PER_SEAT[code], day, quantity=seats))
        day += timedelta(days=rng.randrange(50, 200))
    rows += _switch(life)
    return rows


def _switch(life: Life) -> list[Row]:
    switched = _SWITCHED.get(life.customer.company_id)
    if switched is None:
        return []
    day, price_id = switched
    product = SEATS[seat_code(life.customer)]
    return [_change(life, product, day, price_id=price_id)]


def _change(
    life: Life,
    product: str,
    day: date,
    *,
    quantity: int | None = None,
    price_id: str | None = None,
) -> Row:
    return {
        "item_id": _item_id(life, product),
        "effective_at": local_instant(day, time(9, 30), life.customer.time_zone),
        "quantity": quantity,
        "price_id": price_id,
    }


def seat_code(customer: Customer) -> str:
    """Whether its seats are essential (E) or complete (C)."""
    return next(code for code in customer.bundle if code in SEATS)
