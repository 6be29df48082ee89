"""What the lake makes of usage events, whichever file and day they come from."""

import itertools
import os
import shutil
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

DAILY = """
    select company_id, local_date, cast(sum(quantity_sum) as varchar), sum(event_count)
    from raw.usage_daily group by all order by all
"""


def total(landing) -> Decimal:
    return landing.rows("select coalesce(sum(quantity_sum), 0) from raw.usage_daily")[
        0
    ][0]


@pytest.mark.rule("2.1", "trap 9")
def test_a_date_is_local_to_the_seller_of_the_company(home, usage_row):
    late = {"occurred_at": "2026-03-01T03:30:00Z"}
    home.write(
        "usage.csv",
        [
            usage_row("a", **late),
            usage_row("b", company_id="sakura", **late),
            usage_row("c", company_id="sakura", occurred_at="2026-03-01T15:00:00Z"),
        ],
    )

    landing = home.land()

    assert landing.rows(
        "select company_id, local_date, partition_day from raw.usage_daily order by all"
    ) == [
        ("acme", date(2026, 2, 28), date(2026, 3, 1)),
        ("sakura", date(2026, 3, 1), date(2026, 3, 1)),
        ("sakura", date(2026, 3, 2), date(2026, 3, 1)),
    ]


@pytest.mark.rule("3.7")
def test_an_event_sent_again_on_another_day_is_billed_once(home, usage_row):
    first = usage_row("e", quantity="5")
    again = usage_row("e", quantity="5", received_at="2026-03-02T01:00:00Z")
    home.write("usage/2026-03-01.csv", [first])
    home.write("usage/2026-03-02.csv", [again])

    landing = home.land()

    assert total(landing) == 5
    assert landing.report.conflicts == 0
    assert landing.count("usage/2026-03-02.csv").duplicates == 1
    [day] = landing.report.completeness
    assert (day.accepted, day.stored, day.duplicates, day.conflicts) == (2, 1, 1, 0)


@pytest.mark.rule("3.7", "trap 22")
@pytest.mark.parametrize(
    "other",
    [{"quantity": "9"}, {"meter": "storage"}, {"occurred_at": "2026-03-05T00:00:00Z"}],
)
def test_the_first_received_of_a_key_wins_and_another_content_is_a_conflict(
    home, usage_row, other
):
    home.write(
        "usage.csv",
        [
            usage_row("e", **{"received_at": "2026-03-09T00:00:00Z", **other}),
            usage_row("e", quantity="5"),
        ],
    )

    landing = home.land()

    assert total(landing) == 5
    assert landing.rows(
        "select key, kept_file, kept_row, file, row_number from raw.conflicts"
    ) == [("api:e", "usage.csv", 3, "usage.csv", 2)]
    assert landing.rows("select meter from raw.usage_daily") == [("calls",)]


@pytest.mark.rule("3.7", "trap 22")
def test_two_sources_may_use_one_event_id(home, usage_row):
    home.write("usage.csv", [usage_row("e"), usage_row("e", source="other")])

    assert total(home.land()) == 2


@pytest.mark.rule("3.7", "2.6", "trap 22")
def test_at_equal_receipt_the_content_that_sorts_first_wins(home, usage_row):
    rows = [
        usage_row("e", meter="b", quantity="2"),
        usage_row("e", meter="a", quantity="1"),
    ]
    home.write("usage.csv", rows)
    first = home.land()
    home.write("usage.csv", rows[::-1])

    assert total(first) == total(home.land()) == 1


def test_a_column_that_the_lake_uses_itself_may_be_in_the_file(home, usage_row):
    extra = {"day": "x", "content": "y", "Quantity": "z", "_row": "9", "_batch": "8"}
    home.write("usage.csv", [usage_row("e", **extra), usage_row("e", **extra)])

    landing = home.land()

    assert total(landing) == 1
    assert "usage.day" in landing.report.unknown_columns


def test_only_days_that_received_something_are_summed_again(home, usage_row):
    home.write(
        "usage/a.csv",
        [usage_row("a"), usage_row("b", occurred_at="2026-03-02T12:00:00Z")],
    )
    first = home.land()
    again = home.land()
    home.write(
        "usage/late.csv", [usage_row("late", received_at="2026-03-30T00:00:00Z")]
    )

    landing = home.land()

    assert first.report.touched_days == (date(2026, 3, 1), date(2026, 3, 2))
    assert again.report.touched_days == ()
    assert landing.report.touched_days == (date(2026, 3, 1),)
    assert total(landing) == 3


@pytest.mark.rule("trap 23")
def test_the_usage_of_a_file_that_is_gone_does_not_count(home, usage_row):
    home.write("usage/a.csv", [usage_row("a")])
    wrong = home.write(
        "usage/b.csv", [usage_row("b", quantity="1000"), usage_row("a", meter="other")]
    )
    assert total(home.land()) == 1001
    wrong.unlink()

    landing = home.land()

    assert total(landing) == 1
    assert landing.report.conflicts == 0


def test_the_same_content_under_another_name_changes_nothing(home, usage_row):
    path = home.write("usage/a.csv", [usage_row("a"), usage_row("b", quantity="x")])
    before = home.land()
    home.write("usage/copy.csv", path.read_bytes())

    landing = home.land()

    assert landing.rows(DAILY) == before.rows(DAILY)
    assert landing.report.touched_days == ()
    copy = landing.count("usage/copy.csv")
    assert (copy.records, copy.accepted, copy.quarantined, copy.duplicates) == (
        2,
        1,
        1,
        1,
    )
    assert [row[0] for row in landing.quarantine("usage")] == [
        "usage/a.csv",
        "usage/copy.csv",
    ]


def test_a_company_that_becomes_known_has_its_usage_counted(home, usage_row):
    home.write("usage.csv", [usage_row("a", company_id="new"), usage_row("b")])
    before = home.land()
    home.write(
        "companies.csv", "company_id,entity_id,currency\nacme,us,USD\nnew,us,USD\n"
    )

    landing = home.land()

    assert (total(before), total(landing)) == (1, 2)
    assert landing.report.quarantined == 0


@pytest.mark.rule("2.1")
def test_another_time_zone_of_the_seller_moves_the_dates(home, usage_row):
    home.write("usage.csv", [usage_row("a", occurred_at="2026-03-01T03:00:00Z")])
    before = home.land()
    home.write("entities.csv", "entity_id,currency,time_zone\nus,USD,UTC\njp,JPY,UTC\n")

    assert before.rows("select local_date from raw.usage_daily") == [
        (date(2026, 2, 28),)
    ]
    assert home.land().rows("select local_date from raw.usage_daily") == [
        (date(2026, 3, 1),)
    ]


@pytest.mark.slow
@pytest.mark.rule("trap 23")
def test_a_crash_between_write_and_rename_leaves_only_unused_files(
    home, usage_row, monkeypatch
):
    home.write(
        "usage.csv",
        [
            usage_row(f"e{n}", occurred_at=f"2026-03-0{n}T12:00:00Z")
            for n in range(1, 6)
        ],
    )
    replace, renamed = os.replace, []

    def stop_at(limit):
        def stopping(source, target):
            if len(renamed) == limit:
                raise KeyboardInterrupt
            renamed.append(target)
            replace(source, target)

        return stopping

    for limit in (0, 3, 7, 12):
        renamed.clear()
        monkeypatch.setattr(os, "replace", stop_at(limit))
        with pytest.raises(KeyboardInterrupt):
            home.land()
    monkeypatch.undo()

    landing = home.land()
    assert total(landing) == 5
    assert not any((home.lake / "usage" / "aside").glob("*"))


@pytest.mark.slow
@pytest.mark.rule("trap 23")
def test_a_crash_at_any_rename_loses_no_event_and_counts_none_twice(
    home, usage_row, monkeypatch
):
    """An event that came in two files, with a lake of its own for each rename."""
    home.write("usage/first.csv", [usage_row("e"), usage_row("f", quantity="4")])
    again = {"received_at": "2026-03-02T01:00:00Z"}
    home.write("usage/second.csv", [usage_row("e", **again), usage_row("g")])
    replace = os.replace

    def land_until(limit):
        renames = itertools.count()

        def stopping(source, target):
            if next(renames) == limit:
                raise KeyboardInterrupt
            replace(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", stopping)
            home.land()

    for limit in itertools.count():
        shutil.rmtree(home.lake, ignore_errors=True)
        try:
            land_until(limit)
        except KeyboardInterrupt:
            assert total(home.land()) == 6, limit
        else:
            break
    assert limit > 5


def test_the_lake_is_partitioned_by_the_utc_day_of_the_event(home, usage_row):
    home.write("usage.csv", [usage_row("a", occurred_at="2026-03-01T23:30:00-05:00")])

    home.land()

    [path] = (home.lake / "usage" / "events").rglob("*.parquet")
    assert path.parent.name == "day=2026-03-02"


@pytest.mark.rule("3.7")
def test_a_key_on_two_days_counts_once_where_polars_would_bill_it_twice(
    home, usage_row
):
    """The events of the note on Polars' `pre_partition_hive`: four rows, three ids."""
    for day, ids in {"2026-03-01": (1, 2), "2026-03-02": (2, 3)}.items():
        home.write(
            f"usage/{day}.csv",
            [usage_row(f"e{n}", occurred_at=f"{day}T12:00:00Z") for n in ids],
        )

    landing = home.land()

    assert landing.rows("select sum(event_count) from raw.usage_daily") == [(3,)]


@pytest.mark.xfail(strict=True, reason="Polars 2.1 pushes group_by below unique")
def test_polars_counts_a_key_on_two_days_once(tmp_path):
    for day, ids in {1: [1, 2], 2: [2, 3]}.items():
        folder = tmp_path / f"day={day}"
        folder.mkdir()
        pl.DataFrame({"id": ids}).write_parquet(folder / "x.parquet")
    events = pl.scan_parquet(tmp_path / "*" / "*.parquet", hive_partitioning=True)

    counted = events.unique("id", keep="any").group_by("day").agg(pl.len()).collect()

    assert counted["len"].sum() == 3


def test_usage_as_json_lines_and_parquet_counts_the_same(home, usage_row):
    home.write("usage/a.csv", [usage_row("a", quantity="1.5")])
    home.write(
        "usage/b.jsonl",
        '{"event_id": "b", "company_id": "acme", "meter": "calls", '
        '"occurred_at": "2026-03-01T12:00:00Z", "quantity": 2.25}\n',
    )
    pl.DataFrame(
        {
            "event_id": ["c"],
            "company_id": ["acme"],
            "meter": ["calls"],
            "occurred_at": pl.Series(["2026-03-01T12:00:00"]).str.to_datetime(
                time_zone="UTC"
            ),
            "quantity": [4],
        }
    ).write_parquet(home.data / "usage" / "c.parquet")

    assert total(home.land()) == Decimal("7.75")
