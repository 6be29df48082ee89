"""Reads how long each value of a gauge held, for the rows that an average is of."""

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from app.warehouse.derivations import HeldValue, SourceRow


def with_held_values(
    cursor: duckdb.DuckDBPyConnection, segment: str, rows: Sequence[SourceRow]
) -> tuple[SourceRow, ...]:
    """The readings with the time that each held; values of no reading stand before.

    Value times time, over all rows, is the average times the whole period.
    """
    try:
        found = cursor.execute(_HELD, [segment]).fetchall()
    except duckdb.CatalogException:  # a version of code that told no durations
        return tuple(rows)
    held = {
        (source, key): (value, HeldValue(*told)) for source, key, value, *told in found
    }
    named = []
    for row in rows:
        _, told = held.pop((row.event_source, row.key), (None, None))
        named.append(replace(row, held=told))
    apart = [
        SourceRow("gauge", key, told.held_from, "", value, "", held=told)
        for (_, key), (value, told) in held.items()
    ]
    return (*apart, *named)


_INSTANT = "'%Y-%m-%d %H:%M:%S'"
_HELD = f"""
    select
        usage_source,
        case
            when is_rest then 'no reading, counted as zero'
            when is_carried then 'carried in'
            else event_id
        end,
        quantity,
        coalesce(strftime(starts_at, {_INSTANT}) || ' UTC', ''),
        coalesce(strftime(ends_at, {_INSTANT}) || ' UTC', ''),
        hours,
        held_seconds,
        value_seconds,
        period_seconds
    from tallyhouse.intermediate.int_levels_explained
    where segment_id = ?
    order by starts_at nulls first
"""
