"""Finds events whose key was received before, on whatever day and in whatever file.

No lateness is assumed: the registry has the keys of all batches, so that a key sent
again after years is found. Only keys that a new batch has are compared anew.
"""

from pathlib import Path

import duckdb
import polars as pl

from ingest.usage_lake.inputs import Inputs
from ingest.usage_lake.keys import key_hash, repeated_hashes
from ingest.usage_lake.layout import named_by
from ingest.usage_lake.lookups import look_up
from ingest.usage_lake.selection import Selection, parquet, text_list

REPEATS_SQL = """
    with
        keys as (
            select *
            from {keys}
            semi join compared_hashes using (key_hash)
            where not list_contains({unknown}, company_id)
        ),
        ranked as (
            select
                keys.*,
                first_value(_batch) over first_received as kept_batch,
                first_value(_row) over first_received as kept_row,
                first_value(content) over first_received as kept_content,
                row_number() over first_received as place,
            from keys
            window
                first_received as (
                    partition by source, event_id
                    order by received_at, content, _batch, _row
                )
        )
    select
        _batch,
        _row,
        source,
        event_id,
        day,
        content <> kept_content as is_conflict,
        -- only a conflict is told with what it contradicts
        if(is_conflict, kept_batch, null) as kept_batch,
        if(is_conflict, kept_row, null) as kept_row,
        if(is_conflict, replace(content, chr(31), ' | '), null) as content,
        if(is_conflict, replace(kept_content, chr(31), ' | '), null) as kept_content,
    from ranked
    where place > 1
"""
UNTOUCHED_SQL = """
    from {before} where {key_hash} not in (select key_hash from compared_hashes)
"""
EMPTY_SQL = """
    create or replace temp table repeats (
        _batch varchar, _row bigint, source varchar, event_id varchar, day date,
        kept_batch varchar, kept_row bigint, is_conflict boolean, content varchar,
        kept_content varchar
    )
"""


def load_repeats(con: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Fill the table `repeats`."""
    con.execute(EMPTY_SQL)
    inputs, target = _inputs(selection), repeats_file(selection)
    if not inputs.are_noted(target):
        _find(con, selection, inputs, target)
        inputs.note(selection.layout, target)
    if target.exists():
        con.execute(f"insert into repeats by name from {parquet([target])}")


def repeats_file(selection: Selection) -> Path:
    """Return where the repeats of these batches lie, where there are any."""
    return selection.layout.repeats(_inputs(selection).name)


def _inputs(selection: Selection) -> Inputs:
    shared = named_by(REPEATS_SQL, *selection.unknown_companies)
    return Inputs(shared, {batch.batch_id: "" for batch in selection.batches})


def _find(
    con: duckdb.DuckDBPyConnection, selection: Selection, inputs: Inputs, target: Path
) -> None:
    """Compare the keys that new batches share with others; all else is as it was."""
    before, known = inputs.earlier(target.parent) or (None, frozenset())
    hashes = repeated_hashes(selection.layout, known, inputs.marks.keys() - known)
    files = look_up(con, selection, hashes)
    con.register("compared_hashes", pl.DataFrame({"key_hash": hashes}))
    compared = REPEATS_SQL.format(
        keys=parquet(files), unknown=text_list(selection.unknown_companies)
    )
    parts = [compared] if files else []
    if before and before.exists():
        untouched = UNTOUCHED_SQL.format(before=parquet([before]), key_hash=key_hash())
        parts.append(untouched)
    if parts:
        query = " union all by name ".join(f"(from ({part}))" for part in parts)
        selection.layout.put_query(con, f"{query} order by _batch, _row", target)
    con.unregister("compared_hashes")
