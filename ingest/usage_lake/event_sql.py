"""The SQL steps that sums and readings of a day share."""


def kept_events(columns: str) -> str:
    """Return the step `events`: what counts of the files, corrections apart.

    Expects the tables `repeats` and `zones`; `{events}` is left to be filled in.
    """
    return f"""
        events as not materialized (
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
                zones.company_number,
                zones.zone_number,
            from {{events}} as given
            -- not as `not exists`, which the engine may work out row by row
            anti join
                repeats
                on repeats._batch = given._batch and repeats._row = given._row
            inner join zones on given.company_id = zones.company_id
            where given.corrects_event_id is null
        )"""


ORDERED_CORRECTIONS = """
        corrections as (
            select
                _batch,
                _row,
                received_at,
                quantity,
                lag(quantity) over chain as quantity_before,
                row_number() over chain as place,
            from corrected
            window
                chain as (partition by _batch, _row order by received_at, event_id)
        )"""
MOMENT = "zone_number * 4294967296 + epoch_us({instant}) // 900000000"
WITH_LOCAL_DATES = f"""
    inner join
        local_dates as occurred
        on {MOMENT.format(instant="counted.occurred_at")} = occurred.moment
    inner join
        local_dates as received
        on {MOMENT.format(instant="counted.received_at")} = received.moment"""
