"""The compiled SQL of one version of the models, published beside the marts."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

FORMAT_VERSION = 2


class UnreadableModelsError(ValueError):
    """The models of a version cannot be read: make a run, or name a newer version."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A reference table with its rows as text; `types` holds one SQL type a column."""

    name: str
    schema: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its compiled select, and the column types its contract enforces.

    `depends_on` names the relations it reads, such as `raw.prices`.
    """

    name: str
    schema: str
    materialized: str
    sql: str
    columns: tuple[tuple[str, str], ...] = ()
    depends_on: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        """Its name with its schema."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class ModelTest:
    """One dbt data test: a select of the rows that break the promise."""

    name: str
    severity: str
    sql: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CompiledModels:
    """Seeds, models in the order they build, and data tests of one compiled project."""

    seeds: tuple[Seed, ...]
    models: tuple[Model, ...]
    tests: tuple[ModelTest, ...]

    @classmethod
    def load(cls, path: Path) -> "CompiledModels":
        """Read a file that `save` wrote; one of another format is refused in words."""
        stored = _stored(path)
        return cls(
            seeds=tuple(
                Seed(
                    name=seed["name"],
                    schema=seed["schema"],
                    columns=tuple(seed["columns"]),
                    types=tuple(seed["types"]),
                    rows=tuple(tuple(row) for row in seed["rows"]),
                )
                for seed in stored["seeds"]
            ),
            models=tuple(
                Model(
                    name=model["name"],
                    schema=model["schema"],
                    materialized=model["materialized"],
                    sql=model["sql"],
                    columns=tuple((name, kind) for name, kind in model["columns"]),
                    depends_on=tuple(model["depends_on"]),
                )
                for model in stored["models"]
            ),
            tests=tuple(ModelTest(**test) for test in stored["tests"]),
        )

    def needed_for(self, relations: Iterable[str]) -> "CompiledModels":
        """Keep the models that these relations come from, and no data tests.

        Example: `compiled.needed_for(["marts.invoice_lines"])`.
        """
        wanted = set(relations)
        kept: list[Model] = []
        for model in reversed(self.models):
            if model.relation in wanted:
                wanted.update(model.depends_on)
                kept.append(model)
        seeds = [seed for seed in self.seeds if f"{seed.schema}.{seed.name}" in wanted]
        return replace(self, seeds=tuple(seeds), models=tuple(kept[::-1]), tests=())

    @property
    def inputs(self) -> tuple[str, ...]:
        """The relations that these models read and do not build, such as raw tables."""
        built = {model.relation for model in self.models}
        built.update(f"{seed.schema}.{seed.name}" for seed in self.seeds)
        read = {name for model in self.models for name in model.depends_on}
        return tuple(sorted(read - built))

    def save(self, path: Path) -> None:
        """Write everything a preview or a replay needs to one JSON file."""
        text = json.dumps({"format_version": FORMAT_VERSION, **asdict(self)}, indent=1)
        path.write_text(text + "\n", "utf-8")


def _stored(path: Path) -> dict[str, Any]:
    if not path.exists():
        message = f"{path.parent} holds no {path.name}; make a run, and it will."
        raise UnreadableModelsError(message)
    stored = json.loads(path.read_text("utf-8"))
    if stored["format_version"] != FORMAT_VERSION:
        message = (
            f"{path.parent} was published with compiled models of format "
            f"{stored['format_version']}; this code reads format {FORMAT_VERSION}. "
            "Make a run with --again, and name that one."
        )
        raise UnreadableModelsError(message)
    return stored
