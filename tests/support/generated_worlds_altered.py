"""The same generated customers with something about them altered."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.support.generated_worlds import Customer
from tests.support.generated_worlds_agreed import FIRST
from tests.support.world import Row, Value

QUANTITIES = {
    "subscription_items": "quantity",
    "subscription_changes": "quantity",
    "usage": "quantity",
    "rmm_device_counts": "device_count",
}


def with_punctual_usage(customer: Customer) -> Customer:
    """Return the customer with every event received when it occurred."""
    usage = customer.tables.get("usage", ())
    return _with(
        customer, "usage", ({**row, "received_at": row["occurred_at"]} for row in usage)
    )


def with_quantities_times(customer: Customer, times: int) -> Customer:
    """Return the customer with that many times everything."""
    for table, column in QUANTITIES.items():
        found = customer.tables.get(table, ())
        customer = _with(
            customer,
            table,
            ({**row, column: _times(row.get(column), times)} for row in found),
        )
    return customer


def with_idle_changes(customer: Customer) -> Customer:
    """Return the customer with changes between the changes that state what holds."""
    changes = customer.tables.get("subscription_changes", ())
    idle: list[Row] = []
    for item in customer.tables["subscription_items"]:
        if "meter" in item or "device_class" in item:
            continue
        own = [row for row in changes if row["item_id"] == item["item_id"]]
        idle.extend(_idle(item, sorted(own, key=_instant)))
    return _with(customer, "subscription_changes", (*changes, *idle))


def with_charges_on(customer: Customer, days: Mapping[str, date]) -> Customer:
    """Return another customer whose one-off charges are made on those days."""
    charges = customer.tables["one_off_charges"]
    twin = replace(customer, name=f"{customer.name}t")
    return _with(
        twin,
        "one_off_charges",
        ({**row, "charged_on": days[str(row["charge_id"])]} for row in charges),
    )


def with_a_commitment(customer: Customer, number: int) -> Customer:
    """Return the customer with a contract that commits it to so much a month."""
    contract: Row = {
        "contract_id": "@k",
        "company_id": "@",
        "starts_on": FIRST + timedelta(days=number % 31),
        "ends_on": (None, date(2026, 4, 17))[number % 2],
        "auto_renew": False,
        "status": "active",
        "discount_percent": ("0", "12.5")[number % 2],
        "committed_minor": (5000, 40000, 200000)[number % 3],
        "commitment_interval": "month",
    }
    signed = ({**row, "contract_id": "@k"} for row in customer.tables["subscriptions"])
    customer = _with(customer, "contracts", (contract,))
    return _with(customer, "subscriptions", signed)


def _idle(item: Row, changes: list[Row]) -> Iterable[Row]:
    starts = date.fromisoformat(str(item["started_on"]))
    at = datetime(starts.year, starts.month, starts.day, 12, tzinfo=UTC)
    quantity, price = item.get("quantity"), item.get("price_id")
    for number, change in enumerate([*changes, None]):
        after = at + timedelta(hours=50)
        if change is None or after < _instant(change):
            yield {
                "change_id": f"{item['item_id']}idle{number}",
                "item_id": item["item_id"],
                "effective_at": after,
                "quantity": quantity,
                "price_id": price,
            }
        if change is not None:
            at = max(at, _instant(change))
            quantity = change.get("quantity") or quantity
            price = change.get("price_id") or price


def _instant(change: Row) -> datetime:
    return datetime.fromisoformat(str(change["effective_at"]))


def _times(quantity: Value, times: int) -> str | None:
    return None if quantity is None else str(Decimal(str(quantity)) * times)


def _with(customer: Customer, table: str, found: Iterable[Row]) -> Customer:
    return replace(customer, tables={**customer.tables, table: tuple(found)})
