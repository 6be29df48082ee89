"""Customers generated whole by Hypothesis, many of them billed in one world.

Every id in a generated customer holds `@`, which becomes the customer's name, so that
any number of customers, and variants of one customer, are disjoint in one execution.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.support.generated_worlds_agreed import FIRST, Traits, day, subscribe
from tests.support.generated_worlds_offered import offers
from tests.support.world import Row, Value

Tables = Mapping[str, tuple[Row, ...]]

LAST = date(2026, 6, 20)
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
        subscribe(draw, tables, f"@s{number}", traits)
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
                "carries_over": draw(st.booleans()),
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
