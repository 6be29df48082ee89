"""Compares how much there is with how much there was."""

from __future__ import annotations

from orchestration.defs.quality.check import Check, between, no_row_where
from orchestration.defs.quality.profiles import EVENT_TABLES
from orchestration.defs.quality.results import CheckSpec

_EVENTS = ", ".join(f"'raw.{table}'" for table in EVENT_TABLES)
_GROWTH = """
    select
        table_name,
        before.row_count as rows_before,
        now.row_count as rows_now,
        now.row_count / before.row_count as ratio
    from present.row_counts as now
    inner join history.row_counts as before using (table_name)
    where before.row_count > 0
"""

CHECKS: tuple[Check, ...] = (
    no_row_where(
        CheckSpec(
            "volumes",
            "no_document_published_before_is_gone",
            "raw",
            "warning",
            "Events and documents are append only: no such table has fewer rows than "
            "in the published version.",
        ),
        f"{_GROWTH} and table_name in ({_EVENTS})",
        "rows_now < rows_before",
        expected="no fewer rows than the published version",
    ),
    between(
        CheckSpec(
            "volumes",
            "tables_grew_at_a_usual_pace",
            "raw, marts",
            "warning",
            "No table shrank by more than a fifth or more than tripled since the "
            "published version.",
        ),
        f"{_GROWTH} and before.row_count >= 20",
        "ratio",
        low=0.8,
        high=3.0,
        keys=("table_name", "rows_before", "rows_now"),
        expected="0.8 to 3 times the rows of the published version",
    ),
    between(
        CheckSpec(
            "volumes",
            "each_source_sent_a_usual_number_of_events_each_day",
            "raw.usage_completeness",
            "warning",
            "A source's accepted events of a day stay between a fifth and five times "
            "its median of the same weekdays or weekends in the four weeks before.",
        ),
        """
        select
            source,
            day,
            accepted,
            median(accepted) over earlier as usual,
            accepted / nullif(median(accepted) over earlier, 0) as ratio
        from tallyhouse.raw.usage_completeness
        window earlier as (
            partition by source, isodow(day) > 5
            order by day
            range between interval 28 days preceding and interval 1 day preceding
        )
        qualify count(*) over earlier >= 5 and usual >= 5
        """,
        "ratio",
        low=0.2,
        high=5.0,
        keys=("source", "day", "accepted", "usual"),
        expected="0.2 to 5 times the source's usual day, on 99 days of 100",
        mostly=0.99,
    ),
    between(
        CheckSpec(
            "volumes",
            "few_records_are_quarantined",
            "raw.landed_files",
            "warning",
            "No file of twenty records or more has over 5 % of them in quarantine.",
        ),
        """
        select
            table_name, file, records, quarantined, quarantined / records as share
        from tallyhouse.raw.landed_files
        where records >= 20
        """,
        "share",
        high=0.05,
        keys=("table_name", "file", "records", "quarantined"),
        expected="at most 5 % of a file's records",
    ),
    no_row_where(
        CheckSpec(
            "volumes",
            "every_record_is_accepted_or_quarantined",
            "raw.landed_files",
            "error",
            "Every physical record of a landed file is accepted or quarantined.",
        ),
        """
        select table_name, file, records, accepted, quarantined
        from tallyhouse.raw.landed_files
        """,
        "records <> accepted + quarantined",
        expected="records = accepted + quarantined",
    ),
)
