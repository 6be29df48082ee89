"""The part of the lake that belongs to a run: the files the folder holds now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ingest.contracts.activity import USAGE
from ingest.reading.file_paths import one_file
from ingest.usage_lake.batches import Batch
from ingest.usage_lake.layout import LakeLayout
from ingest.usage_lake.whole_files import whole_rows


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

    def events(self, days: Sequence[date]) -> str:
        """Return the SQL of the events of those days."""
        wanted = set(days)
        batches = [one for one in self.batches if not wanted.isdisjoint(one.days)]
        inside = [one for one in batches if wanted.issuperset(one.days)]
        across = [one for one in batches if not wanted.issuperset(one.days)]
        listed = ", ".join(f"date '{day}'" for day in days)
        return _united(
            _by_day(
                [
                    self.layout.events(day, batch.batch_id)
                    for day in days
                    for batch in batches
                    if batch.given is None and day in batch.days
                ]
            ),
            self._whole(inside),
            [
                f"(select * from {rows} where cast(occurred_at as date) in ({listed}))"
                for rows in self._whole(across)
            ],
        )

    def all_events(self, batches: Sequence[Batch]) -> str:
        """Return the SQL of all events of those batches."""
        return _united(
            _by_day(
                [
                    self.layout.events(day, batch.batch_id)
                    for batch in batches
                    if batch.given is None
                    for day in batch.days
                ]
            ),
            self._whole(batches),
        )

    def of_unknown_companies(self) -> list[Batch]:
        """Return the batches that name a company nobody knows."""
        unknown = set(self.unknown_companies)
        return [
            batch for batch in self.batches if not unknown.isdisjoint(batch.companies)
        ]

    def _whole(self, batches: Sequence[Batch]) -> list[str]:
        """Return the SQL of the whole files of these batches, one for each header."""
        alike: dict[tuple[tuple[str, str], ...], list[Batch]] = {}
        for batch in batches:
            if batch.given is not None:
                alike.setdefault(tuple(batch.given.items()), []).append(batch)
        return [
            whole_rows([self.layout.whole(one.batch_id) for one in group], dict(given))
            for given, group in alike.items()
        ]

    def correction_files(self) -> list[Path]:
        """Return the files of corrections."""
        return [
            self.layout.corrections(batch.batch_id)
            for batch in self.batches
            if batch.has_corrections
        ]


def _by_day(files: Sequence[Path]) -> list[str]:
    """Return the SQL of the events in these files, none if there are none."""
    if not files:
        return []
    columns = ", ".join(("_batch", "_row", *USAGE.column_names))
    return [f"(select {columns} from {parquet(files)})"]


def _united(*parts: Sequence[str]) -> str:
    """Return the SQL of all parts together."""
    listed = [one for part in parts for one in part]
    union = " union all by name ".join(f"(from {one})" for one in listed)
    return f"({union})"


def parquet(files: Sequence[Path]) -> str:
    """Return the SQL that reads these files, columns matched by name."""
    names = [one_file(path).replace("'", "''") for path in files]
    listed = ", ".join(f"'{name}'" for name in names)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def text_list(values: Sequence[str]) -> str:
    """Return a SQL list of texts."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"cast([{listed}] as varchar[])"
