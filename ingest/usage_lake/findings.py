"""What people should know of the usage of a run, row by row."""

from collections.abc import Mapping, Sequence

import duckdb
import polars as pl

from ingest.resolution.table_rows import QUARANTINE_ORDER
from ingest.usage_lake.batches import Batch
from ingest.usage_lake.selection import Selection, text_list

RECORD = (
    "to_json(struct_pack("
    "event_id := event_id, source := source, company_id := company_id))"
)
UNKNOWN_SQL = f"""
    create or replace temp table unknown_usage as
    select
        _batch,
        _row as row_number,
        source as event_source,
        cast(occurred_at as date) as day,
        'company_id' as column_name,
        company_id as value,
        'company_id `' || company_id || '` is not among the accepted rows of '
        || 'companies; add it there or correct it here' as reason,
        cast({RECORD} as varchar) as record,
    from {{events}} as given
    where list_contains({{unknown}}, company_id)
"""
NONE_UNKNOWN_SQL = """
    create or replace temp table unknown_usage (
        _batch varchar, row_number bigint, event_source varchar, day date,
        column_name varchar, value varchar, reason varchar, record varchar
    )
"""
ORPHANS_SQL = f"""
    insert into unknown_usage by name
    select
        _batch,
        _row as row_number,
        source as event_source,
        day,
        'corrects_event_id' as column_name,
        corrects_event_id as value,
        'corrects_event_id `' || corrects_event_id || '` leads to no event of this '
        || 'source; land the event it corrects, or send it as an event of its own'
            as reason,
        cast({RECORD} as varchar) as record,
    from corrections
    where not exists (
        from corrected
        where
            corrected.source = corrections.source
            and corrected.event_id = corrections.event_id
    )
"""
CONFLICTS_SQL = """
    select
        concat_ws(':', nullif(source, ''), event_id) as key,
        kept_batch,
        kept_row,
        _batch,
        _row as row_number,
        'the event received first is kept: ' || kept_content || ' there, '
        || content || ' here' as reason,
    from repeats
    where is_conflict
"""


def load_unusable(con: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Fill `unknown_usage`: events of unknown companies, corrections of no event."""
    batches = selection.of_unknown_companies()
    if batches:
        unknown = text_list(selection.unknown_companies)
        events = selection.all_events(batches)
        con.execute(UNKNOWN_SQL.format(events=events, unknown=unknown))
    else:
        con.execute(NONE_UNKNOWN_SQL)
    con.execute(ORPHANS_SQL)


def quarantine_of(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    named: Sequence[tuple[str, str, Batch]],
) -> pl.DataFrame:
    """Return the quarantine rows of each (file, source, batch)."""
    unusable = (
        con.execute("from unknown_usage")
        .pl()
        .drop("event_source", "day")
        .with_columns(table_name=pl.lit("usage"))
    )
    by_batch = unusable.partition_by("_batch", as_dict=True, include_key=False)
    none = unusable.drop("_batch").clear()
    frames = [none.with_columns(source=pl.lit(""), file=pl.lit(""))]
    for file, source, batch in named:
        rows = by_batch.get((batch.batch_id,), none)
        if batch.accepted < batch.records:
            broken = pl.read_parquet(selection.layout.quarantined(batch.batch_id))
            rows = pl.concat([broken.drop("source", "file"), rows], how="diagonal")
        if rows.height:
            named_rows = rows.with_columns(source=pl.lit(source), file=pl.lit(file))
            frames.append(named_rows)
    return pl.concat([frame.select(QUARANTINE_ORDER) for frame in frames])


def conflicts_of(
    con: duckdb.DuckDBPyConnection, files: Mapping[str, str]
) -> pl.DataFrame:
    """Return the conflicts, each batch under the name of its first file."""
    found = con.execute(CONFLICTS_SQL).pl()
    return found.select(
        table_name=pl.lit("usage"),
        key="key",
        kept_file=pl.col("kept_batch").replace_strict(files, return_dtype=pl.String()),
        kept_row="kept_row",
        file=pl.col("_batch").replace_strict(files, return_dtype=pl.String()),
        row_number="row_number",
        reason="reason",
    ).sort("file", "row_number")
