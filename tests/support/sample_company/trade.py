"""What the company knew before any invoice: its catalogue and its events."""

import random
from itertools import groupby

from tests.support.sample_company.agreements import agreement_tables
from tests.support.sample_company.customers import customer_tables
from tests.support.sample_company.dirt import (
    BROKEN_LINES,
    BROKEN_USAGE,
    repeated_companies,
    repeated_rows,
    usage_dirt,
)
from tests.support.sample_company.labour import one_off_rows, time_rows
from tests.support.sample_company.metering import usage_rows
from tests.support.sample_company.monitoring import device_rows
from tests.support.sample_company.offering import offering_tables
from tests.support.sample_company.sellers import seller_tables
from tests.support.sample_company.writing import Part, Row


def chance(seed: int, topic: str) -> random.Random:
    """Chance of its own for a topic, so that one change does not move the rest."""
    return random.Random(f"{seed}:{topic}")


def trade_parts(seed: int) -> list[Part]:
    """Every file that the engine needs to compute the invoices."""
    tables = {
        **seller_tables(chance(seed, "sellers")),
        **customer_tables(chance(seed, "customers")),
        **offering_tables(),
        **agreement_tables(chance(seed, "agreements")),
        "rmm_device_counts": device_rows(chance(seed, "devices")),
        "time_entries": time_rows(chance(seed, "time")),
        "one_off_charges": one_off_rows(chance(seed, "one_off")),
    }
    tables["companies"] += repeated_companies(tables["companies"])
    devices, entries = tables["rmm_device_counts"], tables["time_entries"]
    devices += repeated_rows(devices, "device_count", 999)
    entries += repeated_rows(entries, "minutes", 480)
    parts = [
        Part(table, tuple(rows), broken_lines=BROKEN_LINES.get(table, ()))
        for table, rows in tables.items()
    ]
    return parts + _usage_parts(usage_rows(chance(seed, "usage")))


def _usage_parts(rows: list[Row]) -> list[Part]:
    by_month = groupby(rows, key=lambda row: str(row["occurred_at"])[:7])
    parts = []
    for month, found in by_month:
        kept = list(found)
        parts.append(
            Part(
                "usage",
                (*kept, *usage_dirt(kept)),
                name=month,
                broken_lines=BROKEN_USAGE.get(month, ()),
            )
        )
    return parts
