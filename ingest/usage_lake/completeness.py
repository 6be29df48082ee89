"""Counts what the lake holds of each source and UTC day."""

import duckdb
import polars as pl

from ingest.report import DayCompleteness
from ingest.usage_lake.selection import Selection

COMPLETENESS_SQL = """
    with
        received as (
            select source, cast(day as date) as day, sum(events) as received
            from source_days
            group by all
        ),
        unusable as (
            select event_source as source, day, count(*) as unusable
            from unknown_usage
            group by all
        ),
        repeated as (
            select
                source,
                day,
                count(*) filter (not is_conflict) as duplicates,
                count(*) filter (is_conflict) as conflicts,
            from repeats
            group by all
        ),
        corrected_days as (
            select source, day, count(*) as corrections
            from
                (
                    select corrections.source, corrections.day
                    from corrections
                    inner join corrected using (source, event_id)
                    union all
                    select source, day
                    from later_corrections
                )
            group by all
        ),
        sums as (
            select source, partition_day as day, sum(quantity_sum) as quantity
            from {daily}
            group by all
        )
    select
        source,
        day,
        cast(received - coalesce(unusable, 0) as bigint) as accepted,
        accepted - coalesce(duplicates, 0) - coalesce(conflicts, 0) as stored,
        coalesce(duplicates, 0) as duplicates,
        coalesce(conflicts, 0) as conflicts,
        coalesce(corrections, 0) as corrections,
        cast(coalesce(quantity, 0) as decimal(38, 6)) as quantity,
    from received
    left join unusable using (source, day)
    left join repeated using (source, day)
    left join corrected_days using (source, day)
    left join sums using (source, day)
    order by all
"""


def count_days(
    con: duckdb.DuckDBPyConnection, selection: Selection, daily: str
) -> pl.DataFrame:
    """Return one row for each source and day; `daily` reads the rollups."""
    con.register(
        "source_days",
        pl.DataFrame(
            [
                (counted.source, counted.day, counted.events)
                for batch in selection.batches
                for counted in batch.source_days
            ],
            schema={"source": pl.String, "day": pl.String, "events": pl.Int64},
            orient="row",
        ),
    )
    return con.execute(COMPLETENESS_SQL.format(daily=daily)).pl()


def as_records(frame: pl.DataFrame) -> tuple[DayCompleteness, ...]:
    """Return the frame's rows as values."""
    return tuple(DayCompleteness(**row) for row in frame.iter_rows(named=True))
