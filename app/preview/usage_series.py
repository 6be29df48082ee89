"""Finds the series that a previewed usage event belongs to, or begins it."""

from collections.abc import Mapping

import duckdb

from app.preview.changes import Value
from app.preview.runner import CATALOGUE

OF_A_SERIES = ("company_id", "meter", "source", "department_id")
SERIES = f"{CATALOGUE}.raw.usage_series"
FIND = f"""
    select series_id
    from {SERIES}
    where
        company_id = $company_id
        and meter = $meter
        and source is not distinct from $source
        and department_id is not distinct from $department_id
"""
BEGIN = f"""
    insert into {SERIES} by name
    select
        (select coalesce(max(series_id), 0) + 1 from {SERIES}) as series_id,
        cast($company_id as varchar) as company_id,
        cast($meter as varchar) as meter,
        cast($source as varchar) as source,
        cast($department_id as varchar) as department_id,
    where not exists ({FIND})
"""


def number_series(con: duckdb.DuckDBPyConnection, event: Mapping[str, Value]) -> int:
    """Return the number of the event's series, a new one if it has none yet."""
    named = {name: event[name] for name in OF_A_SERIES}
    con.execute(BEGIN, named)
    [[number]] = con.execute(FIND, named).fetchall()
    return int(number)
