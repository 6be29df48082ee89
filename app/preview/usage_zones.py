"""Refuses to move a company's kept usage to the local days of another time zone."""

import duckdb

from app.preview.changes import PreviewError
from app.preview.inputs import PUBLISHED
from app.preview.runner import CATALOGUE


def check_zones(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse a preview that would date usage anew of which a version keeps the days.

    A run dates every event in the zone of its company's entity; what a version keeps
    of it are the days, and no instant to date again.
    """
    found = con.execute(MOVED).fetchone()
    if found:
        company, before, after = found
        raise PreviewError(
            f"The usage of {company} would move from the local days of {before} to "
            f"those of {after}, and the published version keeps only its days. Make "
            "the change in the folder, run, and compare with `tallyhouse diff`."
        )


ZONES = """
    select companies.company_id, entities.time_zone,
    from {catalogue}.raw.companies as companies
    inner join {catalogue}.raw.entities as entities using (entity_id)
"""
MOVED = f"""
    select before.company_id, before.time_zone, after.time_zone,
    from ({ZONES.format(catalogue=PUBLISHED)}) as before
    inner join ({ZONES.format(catalogue=CATALOGUE)}) as after using (company_id)
    where
        before.time_zone <> after.time_zone
        and before.company_id in (
            select series.company_id
            from {PUBLISHED}.raw.usage_series as series
            inner join {PUBLISHED}.raw.usage_series_days using (series_id)
        )
    order by all
    limit 1
"""
