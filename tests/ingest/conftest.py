"""A small seller and its customers, landed the way a run lands them."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import open_memory
from ingest.landing import land_folder
from ingest.report import FileCount, LandingReport

AS_OF = date(2026, 3, 31)
Row = Mapping[str, object]

ENTITIES = [
    {"entity_id": "us", "currency": "USD", "time_zone": "America/New_York"},
    {"entity_id": "jp", "currency": "JPY", "time_zone": "Asia/Tokyo"},
]
COMPANIES = [
    {"company_id": "acme", "entity_id": "us", "currency": "USD"},
    {"company_id": "sakura", "entity_id": "jp", "currency": "JPY"},
]
PRODUCTS = [{"product_id": "seat", "category": "recurring"}]
PRICES = [
    {
        "price_id": "seat-usd",
        "product_id": "seat",
        "currency": "USD",
        "charge_model": "per_unit",
        "unit_amount": "1500",
        "effective_from": "2025-01-01",
    }
]


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@dataclass
class Landing:
    """One landing: its report, and its raw tables to query."""

    report: LandingReport
    warehouse: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[tuple]:
        return self.warehouse.execute(sql).fetchall()

    def quarantine(self, table: str) -> list[tuple]:
        return self.rows(
            "select file, row_number, column_name, value, reason from raw.quarantine "
            f"where table_name = '{table}' order by file, row_number"
        )

    def count(self, file: str) -> FileCount:
        return next(count for count in self.report.files if count.file == file)


@dataclass
class Home:
    """A folder of input, and the state that landings of it leave."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    def write(self, name: str, content: str | bytes | Sequence[Row]) -> Path:
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_bytes(content.encode())
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            write_csv(path, content)
        return path

    def land(self, **options: object) -> Landing:
        """Land into memory, or into the file that `database` names."""
        warehouse = open_memory()
        report = land_folder(
            self.data,
            lake=self.lake,
            landed=self.root / "landed",
            as_of=AS_OF,
            **{"database": warehouse, **options},  # type: ignore[arg-type]
        )
        return Landing(report, warehouse)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.write("entities.csv", ENTITIES)
    home.write("companies.csv", COMPANIES)
    home.write("products.csv", PRODUCTS)
    home.write("prices.csv", PRICES)
    return home


@pytest.fixture
def usage_row() -> Iterator[Callable[..., Row]]:
    def row(event_id: str, **values: object) -> Row:
        return {
            "event_id": event_id,
            "source": "api",
            "company_id": "acme",
            "meter": "calls",
            "occurred_at": "2026-03-01T12:00:00Z",
            "received_at": "2026-03-01T12:05:00Z",
            "quantity": "1",
            "corrects_event_id": "",
            **values,
        }

    return row
