"""The four tables that no folder can do without, for one seller of real files."""

import csv
from collections.abc import Iterable
from pathlib import Path


def write_csv(path: Path, columns: list[str], rows: Iterable[Iterable[object]]) -> None:
    """Write one table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def write_seller(
    folder: Path, *, currency: str, time_zone: str, companies: Iterable[str]
) -> None:
    """Write a seller, its customers and one product."""
    write_csv(
        folder / "entities.csv",
        ["entity_id", "name", "currency", "time_zone", "country"],
        [["seller", "Seller", currency, time_zone, "US"]],
    )
    write_csv(
        folder / "companies.csv",
        ["company_id", "entity_id", "name", "currency", "country", "created_on"],
        [[one, "seller", one, currency, "US", "2009-01-01"] for one in companies],
    )
    write_csv(
        folder / "products.csv",
        ["product_id", "name", "category"],
        [["goods", "Goods", "one_off"]],
    )
    write_csv(
        folder / "prices.csv",
        [
            "price_id",
            "product_id",
            "currency",
            "charge_model",
            "unit_amount",
            "effective_from",
        ],
        [["goods-list", "goods", currency, "per_unit", "100", "2009-01-01"]],
    )
