"""Adds a usage event to the days and readings that a version keeps of usage."""

from pathlib import Path

import duckdb

from app.preview.changes import ChangeKind, PreviewError
from app.preview.known_events import refuse_known
from app.preview.runner import CATALOGUE
from app.preview.typed_rows import TypedRow, complete_row
from app.preview.usage_corrections import correct_event
from app.preview.usage_series import number_series

USAGE = "usage"
DATED_BY = ("company_id", "occurred_at", "received_at", "quantity")
SHARED = (*DATED_BY, "meter", "source")


def add_event(con: duckdb.DuckDBPyConnection, row: TypedRow, lake: Path) -> None:
    """Count one more event, or what a correction makes of one that is kept.

    `lake` is that of the version's home; an event that it holds is refused.
    """
    if row.kind in {ChangeKind.REMOVE, ChangeKind.REPLACE}:
        raise _only_added(row, "events are facts")
    event = complete_row(row, None)
    source = str(event["source"] or "")  # no source is a source of that name
    event["source"] = source
    refuse_known(con, lake, source, str(event["event_id"]), row.place)
    if event["corrects_event_id"] is not None:
        correct_event(con, event, row.place, DATED)
        return
    series = number_series(con, event)
    con.execute(ADD_DAY, {name: event[name] for name in DATED_BY} | {"series": series})
    of_reading = (*SHARED, "event_id", "unique_key")
    con.execute(ADD_READING, {name: event[name] for name in of_reading})


def check_readings(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse a preview that needs single events of which a version keeps day sums."""
    found = con.execute(UNKEPT).fetchone()
    if found:
        company, meter = found
        raise PreviewError(
            f"The meter {meter} of {company} would be billed from its single events, "
            "and the published version keeps only sums of its days. Make the change "
            "in the folder, run, and compare with `tallyhouse diff`."
        )


def _only_added(row: TypedRow, because: str) -> PreviewError:
    return PreviewError(
        f"{row.place}: usage can only be added in a preview, because {because}. "
        "Give an event of its own with the difference as quantity."
    )


DATED = f"""
    with
        event as (
            select
                zones.time_zone as zone,
                cast($occurred_at as timestamp) as occurred_at,
                cast($received_at as timestamp) as received_at,
            from {CATALOGUE}.raw.companies as companies
            inner join {CATALOGUE}.raw.entities as zones using (entity_id)
            where companies.company_id = $company_id
        ),
        dated as (
            select
                *,
                cast(
                    timezone(zone, timezone('UTC', occurred_at)) as date
                ) as local_date,
                cast(
                    timezone(zone, timezone('UTC', received_at)) as date
                ) as received_on,
            from event
        )
"""
ADD_DAY = f"""
    insert into {CATALOGUE}.raw.usage_series_days by name
    {DATED}
    select
        cast($series as integer) as series_id,
        local_date,
        received_on,
        cast(occurred_at as date) as partition_day,
        cast($quantity as decimal(38, 6)) as quantity_sum,
        1 as event_count,
    from dated
"""
WHOLE_METERS = f"""
    items as (
        select items.*, subscriptions.company_id,
        from {CATALOGUE}.raw.subscription_items as items
        inner join {CATALOGUE}.raw.subscriptions as subscriptions
            using (subscription_id)
        where items.meter is not null
    ),
    sold as (
        select item_id, product_id, from items
        union
        select terms.item_id, prices.product_id,
        from (
            select item_id, price_id, from items
            union all
            select item_id, price_id, from {CATALOGUE}.raw.subscription_changes
        ) as terms
        inner join {CATALOGUE}.raw.prices as prices using (price_id)
    ),
    by_transaction as (
        select item_id,
        from sold
        inner join {CATALOGUE}.raw.prices as prices using (product_id)
        where prices.charge_model = 'percentage'
    ),
    whole_meters as (
        select distinct company_id, meter,
        from items
        where
            aggregation not in ('sum', 'count')
            or item_id in (select item_id from by_transaction)
    )
"""
ADD_READING = f"""
    insert into {CATALOGUE}.raw.usage_readings by name
    {DATED}, {WHOLE_METERS}
    select
        cast($company_id as varchar) as company_id,
        cast($meter as varchar) as meter,
        cast($source as varchar) as source,
        cast($event_id as varchar) as event_id,
        0 as version,
        local_date,
        received_on,
        occurred_at,
        received_at,
        cast($quantity as decimal(18, 6)) as quantity,
        cast($unique_key as varchar) as unique_key,
        cast(occurred_at as date) as partition_day,
    from dated
    where
        (cast($company_id as varchar), cast($meter as varchar))
        in (select (company_id, meter) from whole_meters)
"""
UNKEPT = f"""
    with {WHOLE_METERS}
    select company_id, meter,
    from whole_meters
    where
        (company_id, meter) in (
            select (company_id, meter)
            from {CATALOGUE}.raw.usage_series
            where
                series_id in (
                    select series_id
                    from {CATALOGUE}.raw.usage_series_days
                    where event_count > 0
                )
        )
        and (company_id, meter) not in (
            select (company_id, meter) from {CATALOGUE}.raw.usage_readings
        )
    order by all
    limit 1
"""
