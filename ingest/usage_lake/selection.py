"""The part of the lake that belongs to a run: the files the folder holds now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import repeat
from pathlib import Path

from ingest.contracts.activity import USAGE
from ingest.reading.file_paths import one_file
from ingest.sql_text import quoted
from ingest.usage_lake.batches import Batch
from ingest.usage_lake.layout import LakeLayout, named_by
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
    def by_day(self) -> Mapping[date, Sequence[Batch]]:
        """The batches with events on each UTC day, in the order of days."""
        found: dict[date, list[Batch]] = {}
        for batch in self.batches:
            for day in batch.days:
                found.setdefault(day, []).append(batch)
        return dict(sorted(found.items()))

    def zones_of(self, batch: Batch) -> str:
        """Return a mark of the zones of a batch's companies."""
        return named_by(*map(self.zones.get, batch.companies, repeat("")))

    def events(self, wanted: Mapping[date, Sequence[Batch]]) -> str:
        """Return the SQL of what these batches have on each day, each read once."""
        by_day = [
            self.layout.events(day, batch.batch_id)
            for day, batches in wanted.items()
            for batch in batches
            if batch.given is None
        ]
        return _united(_by_day(by_day), self._whole_on(wanted))

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

    def _whole_on(self, wanted: Mapping[date, Sequence[Batch]]) -> list[str]:
        """Return the SQL of what whole files have on those days."""
        days_of: dict[str, list[date]] = {}
        for day, batches in wanted.items():
            for batch in batches:
                days_of.setdefault(batch.batch_id, []).append(day)
        alike: dict[tuple[date, ...], list[Batch]] = {}
        for batch in self.batches:
            days = tuple(days_of.get(batch.batch_id, ()))
            if days:
                part = () if len(days) == len(batch.days) else days
                alike.setdefault(part, []).append(batch)
        return [
            f"(select * from {rows} where {_within(part)})" if part else rows
            for part, batches in alike.items()
            for rows in self._whole(batches)
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


def _within(days: Sequence[date]) -> str:
    """Return the SQL condition that an event occurred on one of these days."""
    listed = ", ".join(f"date '{day}'" for day in days)
    return f"cast(occurred_at as date) in ({listed})"


def _united(*parts: Sequence[str]) -> str:
    """Return the SQL of all parts together."""
    listed = [one for part in parts for one in part]
    union = " union all by name ".join(f"(from {one})" for one in listed)
    return f"({union})"


def parquet(files: Sequence[Path]) -> str:
    """Return the SQL that reads these files, columns matched by name."""
    listed = ", ".join(quoted(one_file(path)) for path in files)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"


def text_list(values: Sequence[str]) -> str:
    """Return a SQL list of texts."""
    listed = ", ".join(quoted(value) for value in values)
    return f"cast([{listed}] as varchar[])"
