"""The SQL steps that sums and readings of a day share.

Offsets of time zones since 1990 are whole quarters of an hour, so a local date is
looked up once for each quarter of an hour and zone instead of once for each event.
"""


def kept_events(columns: str) -> str:
    """Return the step `events`: what counts of the files, corrections apart.

    Expects the tables `repeats` and `zones`; `{files}` is left to be filled in.
    """
    return f"""
        events as (
            select
                given._batch,
                given._row,
                given.source,
                given.company_id,
                given.meter,
                given.occurred_at,
                given.received_at,
                given.quantity,
                {columns},
                cast(given.occurred_at as date) as partition_day,
                zones.zone,
            from {{files}} as given
            inner join zones using (company_id)
            where
                given.corrects_event_id is null
                and not exists (
                    from repeats
                    where repeats._batch = given._batch and repeats._row = given._row
                )
        )"""


ORDERED_CORRECTIONS = """
        corrections as (
            select
                _batch,
                _row,
                received_at,
                quantity,
                lag(quantity) over chain as quantity_before,
                last_value(quantity) over whole_chain as quantity_at_last,
                row_number() over chain as place,
            from corrected
            window
                chain as (partition by _batch, _row order by received_at, event_id),
                whole_chain as (
                    partition by _batch, _row
                    order by received_at, event_id
                    rows between unbounded preceding and unbounded following
                )
        )"""
LOCAL_DATES = """
        slots as (
            select zone, time_bucket(interval 15 minutes, occurred_at) as slot
            from counted
            union
            select zone, time_bucket(interval 15 minutes, received_at) as slot
            from counted
        ),
        dates as (
            select
                zone,
                slot,
                cast(timezone(zone, timezone('UTC', slot)) as date) as local_date,
            from slots
        ),
        -- materialized, or the two look-ups are joined with each other by zone first
        dated as materialized (
            select counted.*, dates.local_date
            from counted
            inner join
                dates
                on counted.zone = dates.zone
                and time_bucket(interval 15 minutes, counted.occurred_at) = dates.slot
        )"""
WITH_RECEIPT = """
    from dated
    inner join
        dates as received
        on dated.zone = received.zone
        and time_bucket(interval 15 minutes, dated.received_at) = received.slot"""
