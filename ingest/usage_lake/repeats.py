"""Finds events whose key was received before, on whatever day and in whatever file.

No lateness is assumed: the registry has the keys of all batches, so that a key sent
again after years is found. Only buckets in which something arrived are compared anew.
"""

from pathlib import Path

import duckdb
import numpy as np

from ingest.usage_lake.keys import (
    BUCKETS,
    NO_HASHES,
    Hashes,
    read_array,
    repeated_hashes,
)
from ingest.usage_lake.layout import named_by
from ingest.usage_lake.lookups import look_up
from ingest.usage_lake.selection import Selection, parquet, text_list

REPEATS_SQL = """
    with
        keys as (
            select * from {keys} where not list_contains({unknown}, company_id)
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
        kept_batch,
        kept_row,
        content <> kept_content as is_conflict,
        replace(content, chr(31), ' | ') as content,
        replace(kept_content, chr(31), ' | ') as kept_content,
    from ranked
    where place > 1
"""
EMPTY_SQL = """
    create or replace temp table repeats (
        _batch varchar, _row bigint, source varchar, event_id varchar, day date,
        kept_batch varchar, kept_row bigint, is_conflict boolean, content varchar,
        kept_content varchar
    )
"""


def load_repeats(con: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Fill the table `repeats`; only buckets that received something are read."""
    con.execute(EMPTY_SQL)
    target = repeats_file(selection)
    if not target.exists():
        files = look_up(con, selection, _repeated(selection))
        if not files:
            return
        _compare(con, selection, files, target)
    con.execute(f"insert into repeats by name from {parquet([target])}")


def repeats_file(selection: Selection) -> Path:
    """Return where the repeats of these batches lie, where there are any."""
    ids = [batch.batch_id for batch in selection.batches]
    return selection.layout.repeats(
        named_by(REPEATS_SQL, *ids, "of", *selection.unknown_companies)
    )


def _repeated(selection: Selection) -> Hashes:
    """Return all hashes, in order, that more than one event has."""
    found = [NO_HASHES]
    for bucket in range(BUCKETS):
        ids = [batch.batch_id for batch in selection.in_bucket(bucket)]
        if ids:
            found.append(read_array(repeated_hashes(selection.layout, bucket, ids)))
    return np.concatenate(found)


def _compare(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    files: list[Path],
    target: Path,
) -> None:
    query = REPEATS_SQL.format(
        keys=parquet(files), unknown=text_list(selection.unknown_companies)
    )
    selection.layout.put(con.execute(query).pl(), target)
