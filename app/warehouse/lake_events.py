"""Reads the single events of a metered period from the Parquet lake of its home."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from app.warehouse.derivations import SourceRow


def events_in_lake(
    lake: Path,
    *,
    company_id: str,
    meter: str,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    known_until: date,
) -> tuple[SourceRow, ...]:
    """The events of a meter that count between two UTC instants, and corrections.

    The first received of a (source, event_id) counts (semantics 3.7); only what was
    received up to `known_until`, a day of the seller's zone, is listed.
    """
    files = _files(lake, starts_at, ends_at)
    if not files:
        return ()
    corrections = [str(f) for f in sorted(lake.glob("usage/corrections/*.parquet"))]
    with duckdb.connect(":memory:", config={"threads": 2}) as con:
        con.execute("set TimeZone = 'UTC'")
        values = {
            "files": files,
            "company": company_id,
            "meter": meter,
            "zone": zone,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "known_until": known_until,
        }
        con.execute(f"create temp table counted as {_EVENTS}", values)
        if not corrections:
            return _listed(con, "select * from counted")
        con.execute(
            f"create temp table corrected as {_CORRECTIONS}", {"files": corrections}
        )
        return _listed(con, "from counted union all by name from corrected")


def _files(lake: Path, starts_at: datetime, ends_at: datetime) -> list[str]:
    day, found = starts_at.date(), []
    while day <= ends_at.date():
        found += sorted(lake.glob(f"usage/events/day={day}/*.parquet"))
        day += timedelta(days=1)
    return [str(path) for path in found]


def _listed(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[SourceRow, ...]:
    rows = con.execute(
        f"""
        select
            'usage', event_id,
            strftime(occurred_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
            strftime(received_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
            quantity, place
        from ({sql}) order by occurred_at, event_id, received_at
        """
    ).fetchall()
    return tuple(SourceRow(*row) for row in rows)


_EVENTS = """
    select
        source, event_id, occurred_at, received_at, quantity,
        'lake day ' || cast(occurred_at as date)
        || if(source = '', '', ', source ' || source) as place
    from read_parquet($files, union_by_name = true, hive_partitioning = false)
    where
        company_id = $company
        and meter = $meter
        and corrects_event_id is null
        and occurred_at >= $starts_at
        and occurred_at < $ends_at
        and cast(timezone($zone, timezone('UTC', received_at)) as date) <= $known_until
    qualify
        row_number() over (
            partition by source, event_id
            order by
                received_at, cast(occurred_at as varchar), cast(quantity as varchar)
        )
        = 1
"""
_CORRECTIONS = """
    select
        given.source, given.event_id, counted.occurred_at, given.received_at,
        given.quantity, counted.place || ', replaces ' || counted.event_id as place
    from read_parquet($files, union_by_name = true, hive_partitioning = false) as given
    inner join counted
        on given.source = counted.source
        and given.corrects_event_id = counted.event_id
"""
