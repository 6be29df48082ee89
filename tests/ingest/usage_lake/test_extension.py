"""What a landing takes over from earlier ones says what one landing of all says."""

import random
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 1, tzinfo=UTC)
FILES = 5
TABLES = (
    "usage_daily",
    "usage_readings",
    "usage_completeness",
    "usage_files",
    "usage_corrections",
    "conflicts",
    "quarantine",
)
ITEMS = {
    "subscriptions.csv": "subscription_id,company_id,started_on\ns,acme,2026-01-01\n",
    "subscription_items.csv": "item_id,subscription_id,product_id,quantity,meter,"
    "aggregation\ni,s,seat,1,storage,max\n",
}


def random_row(chance: random.Random, event_id: str) -> dict[str, object]:
    occurred_at = START + timedelta(hours=chance.randrange(24 * 3))
    received_at = START + timedelta(hours=chance.randrange(24 * 2))
    return {
        "event_id": event_id,
        "source": chance.choice(["api", "other"]),
        "company_id": chance.choice(["acme"] * 5 + ["sakura", "later"]),
        "meter": chance.choice(["calls", "storage"]),
        "occurred_at": occurred_at,
        "received_at": received_at,
        "quantity": Decimal(chance.randrange(1, 5000)) / 1000,
        "department_id": chance.choice([None, "d"]),
        "corrects_event_id": "",
    }


def random_files(seed: int) -> dict[str, list[dict[str, object]]]:
    """Few keys and days, so that files meet in both, and corrections in some files."""
    chance = random.Random(seed)
    files = {}
    for place in range(FILES):
        rows = [random_row(chance, str(chance.randrange(200))) for _ in range(80)]
        if place % 2:
            rows += [
                {
                    **random_row(chance, f"c{chance.randrange(20)}"),
                    "corrects_event_id": str(chance.randrange(200)),
                }
                for _ in range(6)
            ]
        files[f"{place}.csv" if place % 2 else f"{place}.parquet"] = rows
    return files


def put(home, name: str, rows: list[dict[str, object]]) -> Path:
    if name.endswith(".csv"):
        texts = [
            {key: "" if value is None else value for key, value in row.items()}
            for row in rows
        ]
        return home.write(f"usage/{name}", texts)
    path = home.data / "usage" / name
    path.parent.mkdir(exist_ok=True)
    frame = pl.DataFrame(rows, schema_overrides={"quantity": pl.Decimal(18, 6)})
    frame.drop("corrects_event_id").write_parquet(path)
    return path


def told(landing) -> dict[str, list[tuple]]:
    return {name: landing.rows(f"from raw.{name} order by all") for name in TABLES}


def landed_anew(home) -> dict[str, list[tuple]]:
    shutil.rmtree(home.lake)
    return told(home.land())


@pytest.mark.rule("3.7", "trap 22", "trap 23")
@pytest.mark.parametrize("seed", range(3))
def test_files_landed_one_after_another_say_what_all_say_at_once(home, seed):
    """In any order, while a company becomes known and a file goes and comes back."""
    for name, text in ITEMS.items():
        home.write(name, text)
    files = list(random_files(seed).items())
    random.Random(seed).shuffle(files)
    known = (home.data / "companies.csv").read_text()

    for place, (name, rows) in enumerate(files):
        path = put(home, name, rows)
        if place == seed % FILES:
            home.write("companies.csv", known + "later,jp,JPY\n")
        if place == 3:
            gone = path.read_bytes()
            home.land()
            path.unlink()
            home.land()
            path.write_bytes(gone)
        landing = home.land()

    one_by_one = told(landing)
    assert one_by_one == landed_anew(home)
    assert all(one_by_one[name] for name in TABLES if name != "quarantine")


def row(event_id: str, day: int, received: int, quantity: int) -> dict[str, object]:
    return {
        **random_row(random.Random(1), event_id),
        "source": "api",
        "company_id": "acme",
        "meter": "calls",
        "occurred_at": START + timedelta(days=day, hours=12, minutes=quantity),
        "received_at": START + timedelta(days=received, hours=13),
        "quantity": Decimal(quantity),
    }


DAYS = "select partition_day, sum(quantity_sum)::integer from raw.usage_daily"


def test_a_late_event_costs_no_reading_of_the_day_it_belongs_to(home):
    put(home, "0.parquet", [row("a", 0, 0, 1), row("b", 1, 1, 2)])
    home.land()
    shutil.rmtree(home.lake / "usage" / "whole")
    put(home, "1.parquet", [row("late", 0, 2, 4), row("c", 2, 2, 8)])

    landing = home.land()

    assert landing.report.touched_days == (date(2026, 3, 1), date(2026, 3, 3))
    assert landing.rows(f"{DAYS} group by all order by all") == [
        (date(2026, 3, 1), 5),
        (date(2026, 3, 2), 2),
        (date(2026, 3, 3), 8),
    ]


def test_a_day_added_to_again_and_again_is_that_of_all_its_events(home):
    for place, quantity in enumerate([5, 9, 2, 7]):
        again = row("again", 0, 0, 3)
        put(home, f"{place}.parquet", [row(f"{place}", 0, 0, quantity), again])
        landing = home.land()

    [[quantity_sum, count]] = landing.rows(
        "select quantity_sum, event_count from raw.usage_daily"
    )
    assert (quantity_sum, count) == (26, 5)
    assert told(landing) == landed_anew(home)


def test_an_event_that_turns_out_to_be_a_repeat_leaves_the_sums_it_was_in(home):
    """Its day is summed anew, and the other day of its file only added to."""
    put(home, "0.parquet", [row("a", 0, 5, 1), row("b", 0, 0, 2), row("c", 1, 1, 4)])
    home.land()
    put(home, "1.parquet", [row("a", 1, 1, 8)])

    assert home.land().rows(f"{DAYS} group by all order by all") == [
        (date(2026, 3, 1), 2),
        (date(2026, 3, 2), 12),
    ]


def test_a_landing_that_was_killed_half_way_is_not_taken_over(home):
    """A sum without what vouches for it is computed again."""
    put(home, "0.parquet", [row("a", 0, 0, 1)])
    home.land()
    for folder in ("rollups", "repeats"):
        for note in (home.lake / "usage" / folder).rglob("*.json"):
            note.unlink()
    put(home, "1.parquet", [row("a", 0, 1, 1), row("late", 0, 2, 4)])

    landing = home.land()

    assert landing.rows(f"{DAYS} group by all") == [(date(2026, 3, 1), 5)]
