"""Reads what a line's quantity came from: events, day rollups, entries, changes."""

from dataclasses import replace
from pathlib import Path

import duckdb

from app.warehouse.connection import whole_cursor
from app.warehouse.derivations import InvoiceLineRow, SourceRow, TransactionCharge
from app.warehouse.held_values import with_held_values
from app.warehouse.lake_events import CountedPeriod, events_in_lake
from app.warehouse.other_lines import lines_reckoned
from app.warehouse.published import PublishedVersion

EVENTS_MAX = 10_000
EVENTS_IN_FILE_MAX = 1_000_000
_RECKONING = ("prior_period_adjustment", "minimum_true_up", "credit", "proration")
_METERED = ("usage", "prior_period_adjustment", "minimum_true_up")


def sources_of(
    version: PublishedVersion,
    line: InvoiceLineRow,
    *,
    reading: str | None = None,
    events_max: int = EVENTS_MAX,
) -> tuple[SourceRow, ...]:
    """The rows behind a line that the reader may see, oldest first.

    Before them come the lines of invoices that it adjusts, takes back or counts.
    `reading` is the device count that a recurring line's quantity is; it comes with
    those that replaced it before the line's end. Single events up to `events_max`;
    beyond that the rollup of each day, with the number of events that it stands for.
    """
    cursor = whole_cursor(version)
    try:
        others = lines_reckoned(cursor, line) if line.kind in _RECKONING else ()
        return (*others, *_read_from(cursor, version, line, reading, events_max))
    finally:
        cursor.close()


def lake_of(version: PublishedVersion) -> Path:
    """The lake of the home that the version is published in."""
    return version.folder.parent.parent / "lake"


def _read_from(
    cursor: duckdb.DuckDBPyConnection,
    version: PublishedVersion,
    line: InvoiceLineRow,
    reading: str | None,
    events_max: int,
) -> tuple[SourceRow, ...]:
    """The rows that the line's quantity was read from."""
    if line.kind == "time":
        return _rows(cursor, _TIME, [line.source_id])
    if line.kind == "one_off":
        return _rows(cursor, _ONE_OFF, [line.source_id])
    if line.kind in _METERED:
        return _usage(cursor, version, line, events_max)
    counted = _rows(cursor, _COUNTED, [line.period_end, reading]) if reading else ()
    return counted or _rows(
        cursor, _RECURRING, [line.item_id, line.item_id, line.period_end]
    )


def _usage(
    cursor: duckdb.DuckDBPyConnection,
    version: PublishedVersion,
    line: InvoiceLineRow,
    events_max: int,
) -> tuple[SourceRow, ...]:
    period = cursor.execute(_PERIOD, [line.item_id, line.period_start]).fetchone()
    if period is None:
        return ()
    segment, counted, meter, *usage = period
    if meter is None:
        return with_held_values(cursor, segment, _rows(cursor, _DEVICES, [segment]))
    if counted > events_max:
        return _rows(cursor, _ROLLUPS, [segment])
    company, *when = usage
    asked = CountedPeriod(company, meter, *when)
    found = events_in_lake(lake_of(version), cursor, asked)
    kept = found or _rows(cursor, _READINGS, [segment])
    charges = _charges(cursor, segment)
    told = [
        replace(row, charge=charges.get((row.event_source, row.key))) for row in kept
    ]
    timed = with_held_values(cursor, segment, told)
    return timed or _rows(cursor, _ROLLUPS, [segment])


def _charges(
    cursor: duckdb.DuckDBPyConnection, segment: str
) -> dict[tuple[str, str], TransactionCharge]:
    """What each transaction charges, where the period has a percentage price."""
    try:
        rows = cursor.execute(_TRANSACTIONS, [segment]).fetchall()
    except duckdb.CatalogException:  # a version of code that told no transactions
        return {}
    return {
        (source, event): TransactionCharge(*charged) for source, event, *charged in rows
    }


def _rows(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: list[object]
) -> tuple[SourceRow, ...]:
    return tuple(SourceRow(*row) for row in cursor.execute(sql, values).fetchall())


_TIME = """
    select
        'time_entries', entry_id, strftime(worked_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        '', minutes, _file || ', row ' || _row
    from tallyhouse.raw.time_entries where entry_id = ?
"""
_ONE_OFF = """
    select
        'one_off_charges', charge_id, cast(charged_on as varchar), '', quantity,
        _file || ', row ' || _row
    from tallyhouse.raw.one_off_charges where charge_id = ?
"""
_RECURRING = """
    select
        'subscription_items', item_id, coalesce(cast(started_on as varchar), ''), '',
        quantity, _file || ', row ' || _row
    from tallyhouse.raw.subscription_items where item_id = ?
    union all
    select
        'subscription_changes', change_id,
        strftime(effective_at, '%Y-%m-%d %H:%M:%S') || ' UTC', '', quantity,
        _file || ', row ' || _row
    from tallyhouse.raw.subscription_changes
    where item_id = ? and cast(effective_at as date) < coalesce(?, date '9999-12-31')
    order by all
"""
_COUNT = """'rmm_device_counts', counts.event_id,
        strftime(counts.observed_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        strftime(counts.received_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        counts.device_count, counts._file || ', row ' || counts._row"""
_COUNTED = f"""
    select
        {_COUNT}
    from tallyhouse.raw.rmm_device_counts as stated
    inner join tallyhouse.raw.rmm_device_counts as counts
        on stated.company_id = counts.company_id
        and stated.device_class = counts.device_class
        and stated.observed_at <= counts.observed_at
    inner join tallyhouse.intermediate.int_device_counts_settled as settled
        on counts.company_id = settled.company_id
        and counts.device_class = settled.device_class
        and counts.observed_at = settled.observed_at
        and settled.is_last_of_day
        and settled.local_date < coalesce(?, date '9999-12-31')
    where stated.event_id = ?
    qualify
        row_number() over (
            partition by counts.observed_at
            order by counts.received_at desc, counts.event_id desc
        )
        = 1
    order by counts.observed_at
"""
_PERIOD = """
    select
        periods.segment_id, quantities.event_count, periods.meter, periods.company_id,
        companies.time_zone, periods.rated_from_at, periods.rated_to_at,
        periods.received_until
    from tallyhouse.intermediate.int_item_segments as segments
    inner join tallyhouse.intermediate.int_metered_periods as periods
        on segments.segment_id = periods.segment_id
    inner join tallyhouse.intermediate.int_metered_quantities as quantities
        on segments.segment_id = quantities.segment_id
    inner join tallyhouse.intermediate.int_companies_billed as companies
        on segments.company_id = companies.company_id
    where segments.item_id = ? and segments.service_start = ?
"""
_DEVICES = f"""
    select
        {_COUNT}
    from tallyhouse.intermediate.int_metered_periods as periods
    inner join tallyhouse.raw.rmm_device_counts as counts
        on periods.company_id = counts.company_id
        and periods.device_class = counts.device_class
        and counts.observed_at < periods.rated_to_at
        and counts.observed_at >= coalesce(
            (
                select max(earlier.observed_at)
                from tallyhouse.raw.rmm_device_counts as earlier
                where earlier.company_id = periods.company_id
                    and earlier.device_class = periods.device_class
                    and earlier.observed_at <= periods.rated_from_at
            ),
            periods.rated_from_at
        )
    where periods.segment_id = ?
    order by counts.observed_at, counts.event_id
"""
_READINGS = """
    select
        'usage', readings.event_id,
        strftime(readings.occurred_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        strftime(readings.received_at, '%Y-%m-%d %H:%M:%S') || ' UTC',
        readings.quantity,
        'lake day ' || readings.partition_day
        || if(readings.source = '', '', ', source ' || readings.source)
        || if(readings.version > 0, ', as corrected', ''),
        readings.source
    from tallyhouse.intermediate.int_metered_periods as periods
    inner join tallyhouse.raw.usage_readings as readings
        on periods.company_id = readings.company_id
        and periods.meter = readings.meter
        and readings.local_date >= periods.rated_from
        and readings.local_date < periods.service_end
        and readings.received_on <= periods.received_until
    where periods.segment_id = ?
    qualify
        row_number() over (
            partition by readings.source, readings.event_id
            order by readings.version desc
        )
        = 1
    order by readings.occurred_at, readings.event_id
"""
_TRANSACTIONS = """
    select
        usage_source, event_id, is_free, charged_quantity, fee_minor, bounds_minor,
        charge_minor
    from tallyhouse.intermediate.int_transactions_explained where charge_id = ?
"""
_ROLLUPS = """
    select
        'usage_daily', days.source || ' ' || days.partition_day,
        cast(days.local_date as varchar), cast(max(days.received_on) as varchar),
        sum(days.quantity_sum), 'lake day ' || days.partition_day, days.source, true,
        cast(sum(days.event_count) as bigint)
    from tallyhouse.intermediate.int_metered_periods as periods
    inner join tallyhouse.raw.usage_daily as days
        on periods.company_id = days.company_id
        and periods.meter = days.meter
        and days.local_date >= periods.rated_from
        and days.local_date < periods.service_end
        and days.received_on <= periods.received_until
    where periods.segment_id = ?
    group by days.source, days.partition_day, days.local_date
    order by days.local_date, days.partition_day, days.source
"""
