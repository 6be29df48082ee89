"""Finds the event that each correction is about, through chains of corrections."""

import duckdb

from ingest.usage_lake.keys import hashes_of, key_hash
from ingest.usage_lake.lookups import look_up
from ingest.usage_lake.selection import Selection, parquet, text_list

EMPTY_SQL = """
    create or replace temp table corrections (
        _batch varchar, _row bigint, source varchar, event_id varchar,
        company_id varchar, corrects_event_id varchar, occurred_at timestamp,
        received_at timestamp,
        quantity decimal(18, 6), day date
    )
"""
LATER_SQL = """
    create or replace temp table later_corrections (source varchar, day date)
"""
KEPT_SQL = """
    insert into {table} by name
    select {columns}
    from {files} as given
    inner join zones using (company_id)
    where
        cast(timezone(zone, timezone('UTC', given.occurred_at)) as date)
        {compared} cast('{as_of}' as date)
        and not exists (
            from repeats
            where repeats._batch = given._batch and repeats._row = given._row
        )
"""
ROOTS_SQL = """
    create or replace temp table roots as
    with recursive
        chains as (
            select source, event_id, corrects_event_id as root from corrections
            union
            select chains.source, chains.event_id, earlier.corrects_event_id
            from chains
            inner join corrections as earlier
                on chains.source = earlier.source and chains.root = earlier.event_id
        )
    select source, event_id, root
    from chains
    where not exists (
        from corrections
        where corrections.source = chains.source and corrections.event_id = chains.root
    )
"""
CORRECTED_SQL = """
    create or replace temp table corrected as
    select
        events._batch,
        events._row,
        events.day,
        corrections.event_id,
        corrections.source,
        corrections.received_at,
        corrections.quantity,
    from roots
    inner join corrections using (source, event_id)
    inner join
        {keys} as events
        on events.source = roots.source and events.event_id = roots.root
    where
        not list_contains({unknown}, events.company_id)
        and not exists (
            from repeats
            where repeats._batch = events._batch and repeats._row = events._row
        )
"""
NONE_CORRECTED_SQL = """
    create or replace temp table corrected (
        _batch varchar, _row bigint, day date, event_id varchar, source varchar,
        received_at timestamp, quantity decimal(18, 6)
    )
"""
HASHES_SQL = "select distinct {key_hash} as key_hash from roots"


def load_corrections(con: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Fill `corrections`, and `corrected` with the events they are about.

    A correction in `corrections` and not in `corrected` names an event that the
    folder does not hold. A correction dated after `as_of` is as if absent, and counted
    in `later_corrections`. Only the buckets of the events named are read.
    """
    con.execute(EMPTY_SQL)
    con.execute(LATER_SQL)
    unknown = text_list(selection.unknown_companies)
    files = selection.correction_files()
    if files:
        for table, columns, compared in (
            ("corrections", "given.*", "<="),
            ("later_corrections", "given.source, given.day", ">"),
        ):
            con.execute(
                KEPT_SQL.format(
                    table=table,
                    columns=columns,
                    compared=compared,
                    files=parquet(files),
                    as_of=selection.as_of,
                )
            )
    con.execute(ROOTS_SQL)
    hashes = con.execute(HASHES_SQL.format(key_hash=key_hash("root"))).pl()["key_hash"]
    keys = look_up(con, selection, hashes_of(hashes)) if len(hashes) else []
    if keys:
        con.execute(CORRECTED_SQL.format(keys=parquet(keys), unknown=unknown))
    else:
        con.execute(NONE_CORRECTED_SQL)
