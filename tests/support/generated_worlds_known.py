"""What was known of a world on a day."""

from collections.abc import Iterable, Mapping
from datetime import date

from tests.support.world import Row

ARRIVES = {
    "usage": "received_at",
    "rmm_device_counts": "received_at",
    "subscription_changes": "effective_at",
}
LEARNED = {"subscriptions": "ended_on", "subscription_items": "ended_on"}


def used_by(world: Mapping[str, Iterable[Row]], day: date) -> dict[str, list[Row]]:
    """Return the world without the usage that was still to arrive."""
    return {
        table: [
            row
            for row in found
            if table != "usage" or str(row["received_at"])[:10] <= day.isoformat()
        ]
        for table, found in world.items()
    }


def known_on(world: Mapping[str, Iterable[Row]], day: date) -> dict[str, list[Row]]:
    """Return the rows that had arrived, without the ends that were still to come."""
    return {
        table: [
            _without_future(table, row, day)
            for row in found
            if table not in ARRIVES or str(row[ARRIVES[table]])[:10] <= day.isoformat()
        ]
        for table, found in world.items()
    }


def _without_future(table: str, row: Row, day: date) -> Row:
    column = LEARNED.get(table)
    if column is None or str(row.get(column) or "")[:10] <= day.isoformat():
        return row
    return {**row, column: None}
