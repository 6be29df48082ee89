"""What a company's items recur at, from its rows alone, in exact fractions."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.support.world import Row, Value

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
Tables = Mapping[str, list[Row]]


def recurring(tables: Tables, on: date) -> dict[tuple[str, str], Fraction]:
    """Return the exact MRR of every company and product at the end of a day."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    subscriptions = {row["subscription_id"]: row for row in tables["subscriptions"]}
    zones = {row["entity_id"]: row["time_zone"] for row in tables["entities"]}
    sellers = {row["company_id"]: row["entity_id"] for row in tables["companies"]}
    waits = {row["product_id"]: row["proration"] for row in tables["products"]}
    for item in tables["subscription_items"]:
        agreed = subscriptions[item["subscription_id"]]
        company, product = str(agreed["company_id"]), str(item["product_id"])
        starts = max(day(item["started_on"]), day(agreed["started_on"]))
        if not _is_active(agreed, starts, on):
            continue
        zone = ZoneInfo(str(zones[sellers[company]]))
        quantity = _quantity(
            *(tables, item, agreed, starts),
            on=on,
            zone=zone,
            waits=waits[product] == "none",
        )
        bills_from = max(starts, boundary_before(agreed, on))
        price = max(
            (
                row
                for row in tables["prices"]
                if row["product_id"] == product
                and day(row["effective_from"]) <= bills_from
            ),
            key=lambda row: day(row["effective_from"]),
        )
        found[company, product] += (
            Fraction(str(quantity)) * Fraction(str(price["unit_amount"]))
        ) * _monthly(agreed)
    return found


def day(value: Value) -> date:
    return date.fromisoformat(str(value)[:10])


def boundaries(agreed: Row) -> Iterator[date]:
    """Give the boundaries of a subscription's periods from long before its start."""
    anchor = day(agreed.get("anchor_on") or agreed["started_on"])
    count, interval = int(str(agreed["interval_count"])), str(agreed["interval"])
    for n in range(-400, 400):
        if interval in DAYS:
            yield anchor + timedelta(days=DAYS[interval] * count * n)
            continue
        months = anchor.year * 12 + anchor.month - 1 + MONTHS[interval] * count * n
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1]
        yield date(year, month + 1, min(anchor.day, last))


def boundary_before(agreed: Row, on: date) -> date:
    return max(one for one in boundaries(agreed) if one <= on)


def boundary_after(agreed: Row, on: date) -> date:
    return min(one for one in boundaries(agreed) if one >= on)


def _is_active(agreed: Row, starts: date, on: date) -> bool:
    trial, end = agreed.get("trial_ends_on"), agreed.get("ended_on")
    if on < starts or (trial is not None and on < day(trial)):
        return False
    if end is None:
        return True
    if agreed["cancel_mode"] == "at_period_end":
        return on < boundary_after(agreed, day(end))
    return on < day(end)


def _quantity(
    tables: Tables,
    item: Row,
    agreed: Row,
    starts: date,
    *,
    on: date,
    zone: ZoneInfo,
    waits: bool,
) -> Value:
    known: list[tuple[date, datetime, str, Value]] = []
    for change in tables.get("subscription_changes", []):
        if change["item_id"] != item["item_id"]:
            continue
        at = datetime.fromisoformat(str(change["effective_at"]))
        counts = at.astimezone(zone).date()
        if waits and counts > starts:
            counts = boundary_after(agreed, counts)
        known.append(
            (max(starts, counts), at, str(change["change_id"]), change["quantity"])
        )
    so_far = sorted(row for row in known if row[0] <= on)
    return so_far[-1][3] if so_far else item["quantity"]


def _monthly(agreed: Row) -> Fraction:
    count, interval = int(str(agreed["interval_count"])), str(agreed["interval"])
    if interval == "week":
        return Fraction(52, 12 * count)
    if interval == "day":
        return Fraction(365, 12 * count)
    return Fraction(1, MONTHS[interval] * count)
