"""A typed Parquet file is taken as it is, and its keys count once all the same."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from ingest.errors import UnreadableInputError
from ingest.usage_lake import keys

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 1, tzinfo=UTC)
SCHEMA = {
    "event_id": pl.String(),
    "source": pl.String(),
    "company_id": pl.String(),
    "meter": pl.String(),
    "occurred_at": pl.Datetime("us", "UTC"),
    "received_at": pl.Datetime("us", "UTC"),
    "quantity": pl.Decimal(18, 6),
}
NAIVE_SQL = """
    select company_id, meter, sum(quantity), count(*)
    from (
        select *,
        from events
        qualify row_number() over (
            partition by source, event_id
            order by received_at, company_id, meter, occurred_at, quantity::varchar
        ) = 1
    )
    group by all
    order by all
"""
DAILY_SQL = """
    select company_id, meter, sum(quantity_sum), sum(event_count)::bigint
    from raw.usage_daily group by all order by all
"""


def event(event_id: str, /, hour: int = 0, **other: object) -> dict[str, object]:
    occurred_at = START + timedelta(hours=hour)
    return {
        "event_id": event_id,
        "source": "api",
        "company_id": "acme",
        "meter": "calls",
        "occurred_at": occurred_at,
        "received_at": occurred_at + timedelta(minutes=1),
        "quantity": Decimal(1),
        **other,
    }


def frame(events: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(events, schema=SCHEMA, orient="row")


def put(home, name: str, events: pl.DataFrame) -> None:
    (home.data / "usage").mkdir(exist_ok=True)
    events.write_parquet(home.data / "usage" / name)


def whole(home) -> int:
    return len(list((home.lake / "usage").glob("whole/*.parquet")))


def random_events(seed: int, count: int) -> list[dict[str, object]]:
    """Few keys, so that most are sent again: later, elsewhere or with other content."""
    chance = random.Random(seed)
    return [
        event(
            f"{chance.randrange(count // 2)}",
            chance.randrange(24 * 20),
            source=chance.choice(["api", "other"]),
            company_id=chance.choice(["acme", "sakura"]),
            meter=chance.choice(["calls", "storage"]),
            received_at=START + timedelta(hours=chance.randrange(24 * 25)),
            quantity=Decimal(chance.randrange(5000)) / 1000,
        )
        for _ in range(count)
    ]


@pytest.mark.rule("3.7", "trap 22")
@pytest.mark.parametrize("hashed", ["hash(source, {event_id})", "cast(3 as ubigint)"])
@pytest.mark.parametrize("seed", [1, 2])
def test_each_key_counts_once_as_a_window_over_all_events_says(
    home, monkeypatch, seed, hashed
):
    """Even where all keys share one hash, and whichever file came in which landing."""
    monkeypatch.setattr(keys, "HASH_SQL", hashed)
    events = frame(random_events(seed, 240))
    for place in range(3):
        put(home, f"{place}.parquet", events[place * 80 : (place + 1) * 80])
        landing = home.land()

    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.register("events", events)
        naive = con.execute(NAIVE_SQL).fetchall()
    assert landing.rows(DAILY_SQL) == naive
    assert whole(home) == 3


def test_a_typed_file_says_the_same_as_its_text(home):
    events = frame(random_events(3, 200))
    daily = "select * from raw.usage_daily order by all"
    conflicts = "select key, kept_row {0}, row_number {0}, reason from raw.conflicts"
    put(home, "events.parquet", events)
    typed = home.land()
    (home.data / "usage" / "events.parquet").unlink()
    text = events.with_columns(
        pl.col("occurred_at", "received_at").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    text.write_csv(home.data / "usage" / "events.csv")

    landing = home.land()

    assert whole(home) == 1
    assert landing.rows(daily) == typed.rows(daily)
    after_header = landing.rows(conflicts.format("- 1"))
    assert sorted(after_header) == sorted(typed.rows(conflicts.format("")))
    assert landing.report.completeness == typed.report.completeness


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ({"company_id": ""}, "company_id"),
        ({"event_id": None}, "event_id"),
        ({"occurred_at": datetime(1850, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"quantity": None}, "quantity"),
    ],
)
def test_one_broken_row_of_a_typed_file_is_quarantined_alone(home, broken, column):
    put(home, "a.parquet", frame([event("a"), event("b", **broken)]))

    landing = home.land()

    assert landing.rows("select file, row_number, column_name from raw.quarantine") == [
        ("usage/a.parquet", 2, column)
    ]
    assert landing.rows(DAILY_SQL) == [("acme", "calls", Decimal(1), 1)]


def test_a_length_of_time_is_no_quantity(home):
    events = frame([event("a")])
    lasted = pl.lit(timedelta(minutes=30), pl.Duration("us"))
    put(home, "a.parquet", events.with_columns(quantity=lasted))

    landing = home.land()

    told = "select column_name, value, reason from raw.quarantine"
    [(column, value, reason)] = landing.rows(told)
    assert (column, value) == ("quantity", "1800000000 us")
    assert reason.startswith("quantity is not a plain decimal")
    assert landing.rows(DAILY_SQL) == []


def test_a_typed_file_with_a_damaged_page_is_named(home):
    put(home, "a.parquet", frame(random_events(4, 500)))
    path = home.data / "usage" / "a.parquet"
    sql = "select data_page_offset, total_compressed_size from parquet_metadata(?)"
    with duckdb.connect() as con:
        start, size = con.execute(sql, [str(path)]).fetchall()[-1]
    damaged = bytearray(path.read_bytes())
    damaged[start : start + size] = b"\xa5" * size
    path.write_bytes(damaged)

    with pytest.raises(UnreadableInputError, match=r"a\.parquet: it is not a whole"):
        home.land()


def test_a_quantity_that_the_contract_has_no_room_for_is_quarantined(home):
    events = frame([event("a"), event("b")]).with_columns(
        quantity=pl.lit(Decimal(10) ** 13).cast(pl.Decimal(38, 2))
    )
    put(home, "a.parquet", events)

    assert home.land().report.quarantined == 2


def test_columns_that_may_be_left_out_are_filled_and_others_are_named(home):
    events = frame([event("a"), event("b", hour=30)]).drop("source", "received_at")
    put(home, "a.parquet", events.with_columns(colour=pl.lit("red")))

    landing = home.land()

    assert whole(home) == 1
    assert landing.report.unknown_columns == ("usage.colour",)
    assert landing.rows(
        "select source, local_date, received_on from raw.usage_daily order by all"
    ) == [
        ("", date(2026, 2, 28), date(2026, 2, 28)),
        ("", date(2026, 3, 2), date(2026, 3, 2)),
    ]


def test_a_correction_finds_its_event_in_a_typed_file(home, usage_row):
    put(home, "a.parquet", frame([event("a", quantity=Decimal(7)), event("b")]))
    home.write("usage/c.csv", [usage_row("c", quantity="3", corrects_event_id="a")])

    assert home.land().rows("select sum(quantity_sum) from raw.usage_daily") == [
        (Decimal(4),)
    ]
