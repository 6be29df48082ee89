"""Reads the single events that a metered period counts from the lake of its home."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from app.domain.lake import united
from app.warehouse.derivations import SourceRow


@dataclass(frozen=True)
class CountedPeriod:
    """Whose usage counts from one UTC instant to another, if known by a local day."""

    company_id: str
    meter: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    known_until: date


def events_in_lake(
    lake: Path, cursor: duckdb.DuckDBPyConnection, period: CountedPeriod
) -> tuple[SourceRow, ...]:
    """The events that count in a period, each once and as last corrected in time.

    `cursor` is on the version, which says what of the lake its run read and which
    events repeat another. Nothing is found where a version of older code says nothing
    of it, or where the lake is not there any more.
    """
    days = {"first": period.starts_at.date(), "last": period.ends_at.date()}
    files = _told(cursor, _FILES, days)
    corrections = _told(cursor, _CORRECTIONS, {})
    repeats = _told(cursor, _REPEATS, {})
    if not files:
        return ()
    with duckdb.connect(":memory:", config={"threads": 2}) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute("create temp table files (batch_id varchar, file varchar)")
        con.executemany("insert into files values (?, ?)", [row[:2] for row in files])
        con.execute(_CORRECTED)
        if corrections:
            con.executemany("insert into corrected values (?, ?, ?, ?, ?)", corrections)
        sql = _EVENTS.format(
            events=united([reads for _, _, reads in files], lake),
            repeats=united([reads for (reads,) in repeats] or [_NO_ROWS], lake),
        )
        try:
            rows = con.execute(sql, _values(period)).fetchall()
        except duckdb.IOException:
            return ()
    return tuple(SourceRow(*row) for row in rows)


def _told(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: dict[str, date]
) -> list[tuple]:
    try:
        return cursor.execute(sql, values).fetchall()
    except duckdb.CatalogException:
        return []


def _values(period: CountedPeriod) -> dict[str, object]:
    return {
        "company": period.company_id,
        "meter": period.meter,
        "zone": period.zone,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "known_until": period.known_until,
    }


_FILES = """
    select batch_id, file, reads from tallyhouse.raw.usage_files
    where holds = 'events' and first_day <= $last and last_day >= $first
    order by batch_id
"""
_REPEATS = "select reads from tallyhouse.raw.usage_files where holds = 'repeats'"
_CORRECTIONS = """
    select batch_id, row_number, event_id, received_at, quantity
    from tallyhouse.raw.usage_corrections
"""
_CORRECTED = """
    create temp table corrected (
        batch_id varchar, row_number bigint, event_id varchar, received_at timestamp,
        quantity decimal(18, 6)
    )
"""
_NO_ROWS = "(select null::varchar as _batch, null::bigint as _row where false)"
_KNOWN = "cast(timezone($zone, timezone('UTC', {instant})) as date) <= $known_until"
_EVENTS = f"""
    with
        counted as (
            select given.*
            from ({{events}}) as given
            where
                company_id = $company
                and meter = $meter
                and corrects_event_id is null
                and occurred_at >= $starts_at
                and occurred_at < $ends_at
                and {_KNOWN.format(instant="received_at")}
                and (_batch, _row) not in (select (_batch, _row) from ({{repeats}}))
        ),
        last_words as (
            select
                batch_id, row_number,
                max_by(event_id, (received_at, event_id)) as told_by,
                max_by(quantity, (received_at, event_id)) as quantity,
            from corrected
            where {_KNOWN.format(instant="received_at")}
            group by all
        )
    select
        'usage', counted.event_id,
        strftime(occurred_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        strftime(received_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        coalesce(last_words.quantity, counted.quantity),
        files.file || ', row ' || counted._row
        || coalesce(', as corrected by ' || last_words.told_by, ''),
        counted.source
    from counted
    inner join files on counted._batch = files.batch_id
    left join
        last_words
        on counted._batch = last_words.batch_id
        and counted._row = last_words.row_number
    order by occurred_at, counted.event_id, counted.source
"""
