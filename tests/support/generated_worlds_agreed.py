"""What a generated customer agrees to, changes and uses."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tests.support.world import Row

FIRST = date(2025, 12, 1)
POLICIES = ("peak", "average", "period_end", "prorate", "prorate", "contracted")
GAUGED = ("sum", "sum", "max", "latest", "time_weighted_average", "p95")


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


def day(draw: st.DrawFn, first: date, days: int) -> date:
    """Draw a day, the first one being the simplest."""
    return first + timedelta(days=draw(st.integers(0, days)))


def instant(draw: st.DrawFn, first: date, days: int) -> datetime:
    """Draw an instant near the edges of local days, where mistakes live."""
    on = day(draw, first, days)
    at = draw(st.sampled_from([(12, 0), (0, 0), (4, 0), (5, 0), (13, 15), (18, 30)]))
    return datetime(on.year, on.month, on.day, *at, tzinfo=UTC)


def subscribe(
    draw: st.DrawFn, tables: dict[str, list[Row]], name: str, traits: Traits
) -> None:
    """Draw a subscription of that id with its items and what happens to them."""
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
    item: Row = {
        "item_id": name,
        "subscription_id": agreed["subscription_id"],
        "product_id": draw(
            st.sampled_from([row["product_id"] for row in tables["products"]])
        ),
        "started_on": starts + timedelta(days=draw(st.sampled_from([0, 0, 20]))),
        "quantity": draw(st.sampled_from(["1", "2", "7", "0", "2.5"])),
    }
    measured = draw(st.sampled_from(["", "", "meter", "devices"]))
    if measured == "meter" and traits.usage:
        gauged = "sum" if traits.linear else draw(st.sampled_from(GAUGED))
        item = {**item, "meter": f"{name}m", "aggregation": gauged}
        _use(draw, tables, name, starts, late=traits.late)
    elif measured == "devices" and traits.usage:
        policy = draw(st.sampled_from(POLICIES))
        item = {**item, "device_class": f"{name}d", "device_policy": policy}
        _count(draw, tables, name, starts)
    else:
        _change(draw, tables, name, starts, linear=traits.linear)
    tables.setdefault("subscription_items", []).append(item)


def _count(
    draw: st.DrawFn, tables: dict[str, list[Row]], name: str, starts: date
) -> None:
    for number in range(draw(st.integers(0, 5))):
        at = instant(draw, starts - timedelta(days=5), 120)
        at += timedelta(milliseconds=number)
        tables.setdefault("rmm_device_counts", []).append(
            {
                "event_id": f"{name}n{number}",
                "company_id": "@",
                "device_class": f"{name}d",
                "device_count": draw(st.integers(0, 9)),
                "observed_at": at,
                "received_at": at,
            }
        )


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
