"""A first load and a long history stay within a stated memory."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from ingest.errors import UnreadableInputError
from ingest.usage_lake import connection

pytestmark = pytest.mark.slow

ZONES = {"us": "America/New_York", "jp": "Asia/Tokyo", "in": "Asia/Kolkata"}
YEAR = date(2025, 3, 1)


def year_of_events(each_day: int) -> pl.DataFrame:
    """Daily events of several companies a zone, received some time after."""
    start = datetime(YEAR.year, YEAR.month, YEAR.day, tzinfo=UTC)
    rows = [
        (
            f"{zone} {day} {place}",
            zone,
            (occurred := start + timedelta(days=day, minutes=place * 7 + day % 11)),
            occurred + timedelta(minutes=place * 13 + day),
        )
        for zone in ZONES
        for day in range(365)
        for place in range(each_day)
    ]
    names = ["event_id", "company_id", "occurred_at", "received_at"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        meter=pl.lit("calls"), quantity=pl.lit(1)
    )


def test_a_year_in_three_time_zones_is_rolled_up_in_little_memory(home, monkeypatch):
    monkeypatch.setitem(connection.LIMITS, "memory_limit", "256MB")
    monkeypatch.setitem(connection.LIMITS, "max_temp_directory_size", "0MB")
    home.write(
        "entities.csv",
        "entity_id,currency,time_zone\n"
        + "".join(f"{name},USD,{zone}\n" for name, zone in ZONES.items()),
    )
    home.write(
        "companies.csv",
        "company_id,entity_id,currency\n" + "".join(f"{n},{n},USD\n" for n in ZONES),
    )
    (home.data / "usage").mkdir()
    year_of_events(each_day=120).write_parquet(home.data / "usage" / "year.parquet")

    landing = home.land()

    assert landing.rows(
        "select company_id, sum(event_count) from raw.usage_daily "
        "group by all order by 1"
    ) == [("in", 43800), ("jp", 43800), ("us", 43800)]


def test_usage_lands_file_by_file(home, usage_row):
    """The first file lies in the lake before the second is looked at."""
    home.write("usage/1.csv", [usage_row("a")])
    home.write("usage/2.csv", "event_id\nb\n")

    database = home.root / "run" / "tallyhouse.duckdb"
    with pytest.raises(UnreadableInputError):
        home.land(database=database)

    batches = list((home.lake / "usage" / "batches").iterdir())
    assert len(batches) == 1
    assert not database.parent.exists()
