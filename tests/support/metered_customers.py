"""Customers with one metered item each, drawn from a seed to compare with oracles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

from tests.support.rating_oracle import Price
from tests.support.usage_oracle import Event, Span
from tests.support.world import Row

AS_OF = date(2026, 6, 1)
FIRST = date(2026, 2, 1)
SELLERS: Mapping[str, tuple[str, str, int]] = {
    "us": ("America/New_York", "half_up", 90),
    "de": ("Europe/Berlin", "half_even", 30),
    "au": ("Australia/Lord_Howe", "half_up", 10),
    "np": ("Asia/Kathmandu", "half_even", 60),
    "nz": ("Pacific/Chatham", "half_even", 45),
}
AGGREGATIONS = (
    *("sum", "count", "count_unique", "min", "max", "latest"),
    *("time_weighted_average", "p95"),
)
MODELS = ("flat", "per_unit", "package", "graduated", "volume", "percentage")
VALUES = tuple(
    Fraction(text)
    for text in ("0", "1", "3", "7.25", "10", "10.000001", "25", "0.000001", "-4", "90")
)
AMOUNTS = tuple(Fraction(text) for text in ("0", "0.5", "1.25", "3.3333333333", "100"))


@dataclass(frozen=True)
class Customer:
    """A company, the terms of its item, and what it used."""

    name: str
    seller: str
    aggregation: str
    price: Price
    starts: date
    trial_ends: date | None
    ends: date | None
    events: tuple[Event, ...]

    @property
    def rounding(self) -> str:
        """The rounding of its seller."""
        return SELLERS[self.seller][1]

    def spans(self) -> Iterator[Span]:
        """Yield the months that are over, as far as the item lives through them."""
        zone, _, window = SELLERS[self.seller]
        for month in range(2, 6):
            start, end = date(2026, month, 1), date(2026, month + 1, 1)
            starts, ends = max(start, self.starts), min(end, self.ends or end)
            if starts < ends:
                yield Span(
                    start, end, starts, ends, self.trial_ends, ZoneInfo(zone), window
                )


def draw_customer(random: Random, name: str) -> Customer:
    """Draw one customer; instants lie at the edges of local days and of summer time."""
    seller = random.choice(list(SELLERS))
    starts = random.choice([FIRST, FIRST, date(2026, 2, 10), date(2026, 3, 29)])
    trials = [None, None, date(2026, 2, 20), date(2026, 4, 1)]
    trial_ends = random.choice(trials)
    return Customer(
        name=name,
        seller=seller,
        aggregation=random.choice(AGGREGATIONS),
        price=draw_price(random),
        starts=starts,
        trial_ends=trial_ends if trial_ends and trial_ends > starts else None,
        ends=random.choice([None, None, date(2026, 4, 12)]),
        events=tuple(_draw_events(random, name, ZoneInfo(SELLERS[seller][0]))),
    )


def draw_price(random: Random) -> Price:
    """Draw a price with any of the clauses."""
    bounds = sorted(random.sample([Fraction(1), Fraction(10), Fraction("20.5")], 2))
    return Price(
        model=random.choice(MODELS),
        unit=random.choice(AMOUNTS),
        flat=random.choice(AMOUNTS),
        package=random.choice([Fraction(1), Fraction(10), Fraction("0.3")]),
        percent=random.choice([Fraction("2.9"), Fraction("0.333333"), Fraction(100)]),
        fixed=random.choice(AMOUNTS),
        included=random.choice([Fraction(0), Fraction(5), Fraction("0.5")]),
        free_events=random.choice([None, None, 0, 2]),
        free_units=random.choice([None, None, Fraction(8), Fraction("25.5")]),
        least=random.choice([None, None, 2]),
        most=random.choice([None, None, 3, 40]),
        cap=random.choice([None, None, 50, 333]),
        minimum=random.choice([None, None, 45, 101]),
        kept=random.choice([Fraction(text) for text in ("1", "1", "0.8", "0.333333")]),
        brackets=tuple(
            (bound, random.choice(AMOUNTS), random.choice(AMOUNTS))
            for bound in (*bounds, None)
        ),
    )


def _draw_events(random: Random, name: str, zone: ZoneInfo) -> Iterator[Event]:
    days = [FIRST + timedelta(days=days) for days in (-9, 0, 9, 27, 28, 34, 55, 63, 88)]
    clocks = [(0, 0, 0), (23, 59, 59), (12, 0, 0), (1, 30, 0)]
    names: list[str] = []
    for number in range(random.randint(0, 9)):
        day, clock = random.choice(days), random.choice(clocks)
        local = datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
        at = local.astimezone(UTC)
        delays = [timedelta(0), timedelta(0), timedelta(hours=5), timedelta(days=40)]
        yield Event(
            name=f"{name}-{number}",
            at=at,
            received=at + random.choice(delays),
            quantity=random.choice(VALUES),
            key=random.choice(["ann", "bob", None]),
            corrects=random.choice(names) if names and random.random() < 0.2 else None,
        )
        names.append(f"{name}-{number}")


def rows_of(customer: Customer) -> Iterator[tuple[str, Row]]:
    """Yield the customer's rows of the input contract, each with its table."""
    name, price = customer.name, customer.price
    yield "companies", {**CUSTOMER, "company_id": name, "entity_id": customer.seller}
    yield "products", {"product_id": name, "category": "usage"}
    yield "prices", price_row(name, price)
    for row in bracket_rows(name, price):
        yield "price_brackets", row
    yield (
        "subscriptions",
        {
            "subscription_id": name,
            "company_id": name,
            "started_on": customer.starts,
            "anchor_on": FIRST,
            "trial_ends_on": customer.trial_ends,
            "ended_on": customer.ends,
        },
    )
    yield (
        "subscription_items",
        {
            "item_id": name,
            "subscription_id": name,
            "product_id": name,
            "started_on": customer.starts,
            "meter": "m",
            "aggregation": customer.aggregation,
        },
    )
    if price.kept != 1:
        yield "price_overrides", _override_row(name, price)
    for event in customer.events:
        yield "usage", _usage_row(name, event)


CUSTOMER: Row = {"currency": "USD", "created_on": "2024-01-01"}


def price_row(name: str, price: Price) -> Row:
    """Return the row of a price in dollars, of the product called like it."""
    return {
        "price_id": name,
        "product_id": name,
        "currency": "USD",
        "charge_model": price.model,
        "unit_amount": text(price.unit),
        "flat_amount": text(price.flat),
        "package_size": text(price.package),
        "percent": text(price.percent),
        "fixed_amount": text(price.fixed),
        "included_quantity": text(price.included),
        "free_events": price.free_events,
        "free_units": text(price.free_units),
        "min_transaction_minor": price.least,
        "max_transaction_minor": price.most,
        "cap_minor": price.cap,
        "minimum_minor": price.minimum,
        "effective_from": "2020-01-01",
    }


def bracket_rows(name: str, price: Price) -> Iterator[Row]:
    """Yield the rows of a price's brackets, if its model has some."""
    if price.model in ("graduated", "volume"):
        for up_to, unit, flat in price.brackets:
            yield {
                "price_id": name,
                "up_to": text(up_to),
                "unit_amount": text(unit),
                "flat_amount": text(flat),
            }


def _override_row(name: str, price: Price) -> Row:
    return {
        "override_id": name,
        "company_id": name,
        "product_id": name,
        "kind": "percent",
        "value": text((1 - price.kept) * 100),
        "effective_from": "2020-01-01",
        "approved_by": "cfo",
    }


def _usage_row(name: str, event: Event) -> Row:
    return {
        "event_id": event.name,
        "company_id": name,
        "meter": "m",
        "occurred_at": event.at,
        "received_at": event.received,
        "quantity": text(event.quantity),
        "unique_key": event.key,
        "corrects_event_id": event.corrects,
    }


def text(value: Fraction | None) -> str | None:
    """Write a fraction that ends as a decimal."""
    if value is None:
        return None
    scaled = value * 10**10
    assert scaled.denominator == 1, value
    sign, digits = ("-" if scaled < 0 else ""), f"{abs(scaled.numerator):011d}"
    return f"{sign}{digits[:-10]}.{digits[-10:]}".rstrip("0").rstrip(".")
