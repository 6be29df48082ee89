"""Customers generated whole by Hypothesis, many of them billed in one world.

Every id in a generated customer holds `@`, which becomes the customer's name, so that
any number of customers, and variants of one customer, are disjoint in one execution.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tests.support.generated_worlds_offered import offers
from tests.support.world import Row, Value

Tables = Mapping[str, tuple[Row, ...]]

FIRST, LAST = date(2025, 12, 1), date(2026, 6, 20)
SELLERS: tuple[tuple[str, str, str, str, str, str, int], ...] = (
    ("us", "USD", "America/New_York", "half_up", "line", "next_invoice", 90),
    ("de", "EUR", "Europe/Berlin", "half_even", "invoice", "immediate", 30),
    ("in", "INR", "Asia/Kolkata", "half_up", "invoice", "next_invoice", 60),
    ("np", "NPR", "Asia/Kathmandu", "half_even", "line", "immediate", 90),
    ("au", "AUD", "Australia/Lord_Howe", "half_up", "line", "next_invoice", 45),
    ("jp", "JPY", "Asia/Tokyo", "half_even", "line", "next_invoice", 90),
    ("nz", "NZD", "Pacific/Chatham", "half_up", "line", "immediate", 90),
    ("ca", "CAD", "America/St_Johns", "half_up", "invoice", "next_invoice", 90),
)


@dataclass(frozen=True)
class Traits:
    """What the customers of a law may have; a law leaves out what it is not about."""

    usage: bool = True
    events: bool = True
    discounts: bool = True
    contracts: bool = True
    inclusive_tax: bool = True
    minimums: bool = True
    ends: bool = True
    late: bool = False
    linear: bool = False


@dataclass(frozen=True)
class Customer:
    """One generated company and every row that belongs to it."""

    name: str
    tables: Tables

    def rows(self) -> dict[str, list[Row]]:
        """Return its rows with its name in every id."""
        return {
            table: [{k: self._named(v) for k, v in row.items()} for row in rows]
            for table, rows in self.tables.items()
        }

    def __str__(self) -> str:
        """Return every row, as a failing test prints them."""
        return "\n".join(
            f"{table}: {dict(row)}"
            for table, rows in self.rows().items()
            for row in rows
        )

    def _named(self, value: Value) -> Value:
        return value.replace("@", self.name) if isinstance(value, str) else value


def sellers() -> list[Row]:
    """Return the sellers that generated customers buy from."""
    return [
        {
            "entity_id": name,
            "currency": currency,
            "time_zone": zone,
            "rounding": rounding,
            "tax_rounding": tax_rounding,
            "proration_invoicing": placing,
            "late_usage_days": window,
        }
        for name, currency, zone, rounding, tax_rounding, placing, window in SELLERS
    ]


def day(draw: st.DrawFn, first: date, days: int) -> date:
    """Draw a day, the first one being the simplest."""
    return first + timedelta(days=draw(st.integers(0, days)))


def instant(draw: st.DrawFn, first: date, days: int) -> datetime:
    """Draw an instant near the edges of local days, where mistakes live."""
    on = day(draw, first, days)
    at = draw(st.sampled_from([(12, 0), (0, 0), (4, 0), (5, 0), (13, 15), (18, 30)]))
    return datetime(on.year, on.month, on.day, *at, tzinfo=UTC)


@st.composite
def customers(draw: st.DrawFn, traits: Traits) -> Tables:
    """Draw one customer: what it is offered, what it agreed to, what it did."""
    entity, currency = draw(st.sampled_from([seller[:2] for seller in SELLERS]))
    tables: dict[str, list[Row]] = {"companies": [_company(entity, currency)]}
    for table, rows in draw(
        offers(currency, linear=traits.linear, minimums=traits.minimums)
    ).items():
        tables.setdefault(table, []).extend(rows)
    if traits.contracts and draw(st.booleans()):
        tables["contracts"] = [_contract(draw)]
    for number in range(draw(st.integers(1, 2))):
        _subscribe(draw, tables, f"@s{number}", traits)
    if traits.discounts:
        _discount(draw, tables, entity, traits)
    if traits.events and draw(st.booleans()):
        tables["one_off_charges"] = [
            {
                "charge_id": f"@o{number}",
                "company_id": "@",
                "product_id": "@p0",
                "charged_on": day(draw, FIRST, 190),
                "quantity": draw(st.sampled_from(["1", "0.5", "-2"])),
            }
            for number in range(draw(st.integers(1, 3)))
        ]
    return {table: tuple(rows) for table, rows in tables.items()}


def _company(entity: str, currency: str) -> Row:
    return {
        "company_id": "@",
        "entity_id": entity,
        "currency": currency,
        "region": "@",
        "created_on": "2024-01-01",
    }


def _contract(draw: st.DrawFn) -> Row:
    starts = day(draw, FIRST, 120)
    return {
        "contract_id": "@k",
        "company_id": "@",
        "starts_on": starts,
        "ends_on": draw(st.sampled_from([None, starts + timedelta(days=90)])),
        "auto_renew": draw(st.booleans()),
        "status": "active",
        "discount_percent": draw(st.sampled_from(["0", "12.5"])),
        "committed_minor": draw(st.sampled_from([None, 5000, 200000])),
        "commitment_interval": draw(st.sampled_from(["month", "term", "year"])),
    }


def _subscribe(
    draw: st.DrawFn, tables: dict[str, list[Row]], name: str, traits: Traits
) -> None:
    starts = day(draw, FIRST, 150)
    interval, count = draw(
        st.sampled_from(
            [("month", 1), ("month", 2), ("quarter", 1), ("week", 2), ("day", 10)]
        )
    )
    signed = "contracts" in tables and draw(st.booleans())
    agreed: Row = {
        "subscription_id": name,
        "company_id": "@",
        "started_on": starts,
        "anchor_on": draw(
            st.sampled_from([None, date(2026, 1, 31), date(2024, 2, 29), FIRST])
        ),
        "interval": interval,
        "interval_count": count,
        "trial_ends_on": draw(
            st.sampled_from([None, None, starts + timedelta(days=17)])
        ),
        "ended_on": draw(st.sampled_from([None, None, day(draw, starts, 120)]))
        if traits.ends
        else None,
        "cancel_mode": draw(st.sampled_from(["immediately", "at_period_end"])),
        "contract_id": "@k" if signed else None,
    }
    tables.setdefault("subscriptions", []).append(agreed)
    for number in range(draw(st.integers(1, 2))):
        _add_item(draw, tables, f"{name}i{number}", agreed, traits)


def _add_item(
    draw: st.DrawFn,
    tables: dict[str, list[Row]],
    name: str,
    agreed: Row,
    traits: Traits,
) -> None:
    starts = date.fromisoformat(str(agreed["started_on"]))
    is_metered = traits.usage and draw(st.integers(0, 2)) == 2
    item: Row = {
        "item_id": name,
        "subscription_id": agreed["subscription_id"],
        "product_id": draw(
            st.sampled_from([row["product_id"] for row in tables["products"]])
        ),
        "started_on": starts + timedelta(days=draw(st.sampled_from([0, 0, 20]))),
        "quantity": draw(st.sampled_from(["1", "2", "7", "0", "2.5"])),
    }
    if is_metered:
        measured = ["sum", "sum", "max", "latest", "time_weighted_average", "p95"]
        item = {
            **item,
            "meter": f"{name}m",
            "aggregation": "sum" if traits.linear else draw(st.sampled_from(measured)),
        }
        _use(draw, tables, name, starts, late=traits.late)
    else:
        _change(draw, tables, name, starts, linear=traits.linear)
    tables.setdefault("subscription_items", []).append(item)


def _use(
    draw: st.DrawFn,
    tables: dict[str, list[Row]],
    name: str,
    starts: date,
    *,
    late: bool,
) -> None:
    for number in range(draw(st.integers(0, 6))):
        at = instant(draw, starts, 120) + timedelta(milliseconds=number)
        days = draw(st.integers(0, 29)) if late else 0
        tables.setdefault("usage", []).append(
            {
                "event_id": f"{name}e{number}",
                "company_id": "@",
                "meter": f"{name}m",
                "occurred_at": at,
                "received_at": at + timedelta(days=days),
                "quantity": draw(st.sampled_from(["1", "3", "11", "0.25", "40"])),
            }
        )


def _change(
    draw: st.DrawFn,
    tables: dict[str, list[Row]],
    name: str,
    starts: date,
    *,
    linear: bool,
) -> None:
    offered = [None, None, *(row["price_id"] for row in tables["prices"])]
    for number in range(draw(st.integers(0, 4))):
        change: Row = {
            "change_id": f"{name}c{number}",
            "item_id": name,
            "effective_at": instant(draw, starts, 100),
            "quantity": draw(st.sampled_from(["1", "2", "3", "0", "9"])),
            "price_id": None if linear else draw(st.sampled_from(offered)),
        }
        tables.setdefault("subscription_changes", []).append(change)


def _discount(
    draw: st.DrawFn, tables: dict[str, list[Row]], entity: str, traits: Traits
) -> None:
    if draw(st.booleans()):
        tables["discounts"] = [
            {
                "discount_id": f"@d{number}",
                "company_id": "@",
                "kind": draw(st.sampled_from(["percent", "amount"])),
                "value": draw(st.sampled_from(["10", "33.3"])),
                "duration": draw(st.sampled_from(["forever", "once", "repeating"])),
                "periods": 2,
                "starts_on": day(draw, FIRST, 120),
            }
            for number in range(draw(st.integers(1, 2)))
        ]
    if draw(st.booleans()):
        tables["tax_rates"] = [
            {
                "tax_rate_id": "@t",
                "entity_id": entity,
                "region": "@",
                "percent": draw(st.sampled_from(["20", "7.25", "19"])),
                "inclusive": traits.inclusive_tax and draw(st.booleans()),
                "effective_from": "2020-01-01",
            }
        ]
