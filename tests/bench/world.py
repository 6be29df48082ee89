"""Writes the catalogue of a made-up firm: who is sold what, at which price."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

METERS = 10
RECURRING = 5
STARTED_ON = date(2026, 3, 1)
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC")
Row = Sequence[object]


@dataclass(frozen=True)
class World:
    """How many companies, and whether they buy metered or recurring items."""

    companies: int
    started_on: date = STARTED_ON
    is_metered: bool = True


def write_world(world: World, folder: Path) -> None:
    """Write the six tables that every firm has."""
    folder.mkdir(parents=True, exist_ok=True)
    count = METERS if world.is_metered else RECURRING
    tables = {
        "entities": (
            "entity_id,currency,time_zone",
            ((f"e{n}", "USD", zone) for n, zone in enumerate(ZONES)),
        ),
        "companies": (
            "company_id,entity_id,currency",
            ((company(n), f"e{n % len(ZONES)}", "USD") for n in range(world.companies)),
        ),
        "products": (
            "product_id,category,billing_timing",
            (_product(n, world) for n in range(count)),
        ),
        "prices": (
            "price_id,product_id,currency,charge_model,unit_amount,interval",
            (
                (f"price{n}", f"product{n}", "USD", "per_unit", unit_amount(n), "month")
                for n in range(count)
            ),
        ),
        "subscriptions": (
            "subscription_id,company_id,started_on",
            (
                (f"s{n:06}", company(n), world.started_on)
                for n in range(world.companies)
            ),
        ),
        "subscription_items": (
            "item_id,subscription_id,product_id,quantity,meter",
            (
                (
                    f"i{n:06}-{place}",
                    f"s{n:06}",
                    f"product{place}",
                    1 + place,
                    f"meter{place}" if world.is_metered else "",
                )
                for n in range(world.companies)
                for place in range(count)
            ),
        ),
    }
    for name, (header, rows) in tables.items():
        _write(folder / f"{name}.csv", header, rows)


def company(number: int) -> str:
    """Return the id of the company of that number."""
    return f"c{number:06}"


def unit_amount(number: int) -> str:
    """Return the price of a meter or of a seat, in minor units."""
    return f"{number + 1}.25"


def _product(number: int, world: World) -> Row:
    if world.is_metered:
        return (f"product{number}", "usage", "arrears")
    return (f"product{number}", "recurring", "advance")


def _write(path: Path, header: str, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
