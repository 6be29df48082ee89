"""The part of the lake that belongs to a run: the files the folder holds now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ingest.reading.file_paths import one_file
from ingest.usage_lake.batches import Batch
from ingest.usage_lake.layout import LakeLayout


@dataclass(frozen=True)
class Selection:
    """The batches of a run, and the zone of each company that may use."""

    layout: LakeLayout
    batches: tuple[Batch, ...]
    zones: Mapping[str, str]
    as_of: date

    @cached_property
    def unknown_companies(self) -> tuple[str, ...]:
        """Companies that events name and the folder does not."""
        named = {company for batch in self.batches for company in batch.companies}
        return tuple(sorted(named - set(self.zones)))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every UTC day with events."""
        return tuple(sorted({day for batch in self.batches for day in batch.days}))

    def on_day(self, day: date) -> list[Batch]:
        """Return the batches with events on that day."""
        return [batch for batch in self.batches if day in batch.days]

    def in_bucket(self, bucket: int) -> list[Batch]:
        """Return the batches with keys in that bucket."""
        return [batch for batch in self.batches if bucket in batch.buckets]

    def event_files(self, days: Sequence[date]) -> list[Path]:
        """Return the event files of those days."""
        return [
            self.layout.events(day, batch.batch_id)
            for day in days
            for batch in self.on_day(day)
        ]

    def events_of_unknown_companies(self) -> list[Path]:
        """Return the event files that may name a company nobody knows."""
        unknown = set(self.unknown_companies)
        return [
            self.layout.events(day, batch.batch_id)
            for batch in self.batches
            if unknown & set(batch.companies)
            for day in batch.days
        ]

    def correction_files(self) -> list[Path]:
        """Return the files of corrections."""
        return [
            self.layout.corrections(batch.batch_id)
            for batch in self.batches
            if batch.has_corrections
        ]


def parquet(files: Sequence[Path]) -> str:
    """Return the SQL that reads these files, columns matched by name."""
    names = [one_file(path).replace("'", "''") for path in files]
    listed = ", ".join(f"'{name}'" for name in names)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def text_list(values: Sequence[str]) -> str:
    """Return a SQL list of texts."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"cast([{listed}] as varchar[])"
