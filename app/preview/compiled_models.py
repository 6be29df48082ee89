"""The compiled SQL of one version of the models, published beside the marts."""

import csv
import json
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

FORMAT_VERSION = 1


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
    """One model: its compiled select, and the column types its contract enforces."""

    name: str
    schema: str
    materialized: str
    sql: str
    columns: tuple[tuple[str, str], ...] = ()


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
    def from_dbt_target(cls, target: Path, *, project: Path) -> "CompiledModels":
        """Read what `dbt compile` or `dbt build` left in its target folder."""
        manifest = json.loads((target / "manifest.json").read_text("utf-8"))
        nodes: dict[str, dict[str, Any]] = manifest["nodes"]
        order = TopologicalSorter(
            {
                key: sorted(d for d in node["depends_on"]["nodes"] if d in nodes)
                for key, node in sorted(nodes.items())
                if node["resource_type"] == "model"
            }
        ).static_order()
        models = [nodes[key] for key in order if nodes[key]["resource_type"] == "model"]
        return cls(
            seeds=tuple(
                _seed(nodes[key], project)
                for key in sorted(nodes)
                if nodes[key]["resource_type"] == "seed"
            ),
            models=tuple(_model(node, target) for node in models),
            tests=tuple(
                _test(nodes[key], target)
                for key in sorted(nodes)
                if nodes[key]["resource_type"] == "test"
            ),
        )

    @classmethod
    def load(cls, path: Path) -> "CompiledModels":
        """Read a file that `save` wrote."""
        stored = json.loads(path.read_text("utf-8"))
        if stored["format_version"] != FORMAT_VERSION:
            message = (
                f"{path} holds compiled models of format {stored['format_version']}, "
                f"this version reads {FORMAT_VERSION}: publish once more."
            )
            raise ValueError(message)
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
                )
                for model in stored["models"]
            ),
            tests=tuple(ModelTest(**test) for test in stored["tests"]),
        )

    def save(self, path: Path) -> None:
        """Write everything a preview or a replay needs to one JSON file."""
        text = json.dumps({"format_version": FORMAT_VERSION, **asdict(self)}, indent=1)
        path.write_text(text + "\n", "utf-8")


def _seed(node: dict[str, Any], project: Path) -> Seed:
    path = project / node["original_file_path"]
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    kinds: dict[str, str] = node["config"].get("column_types") or {}
    return Seed(
        name=node["name"],
        schema=node["schema"],
        columns=tuple(header),
        types=tuple(kinds.get(column, "varchar") for column in header),
        rows=tuple(tuple(value or None for value in row) for row in rows),
    )


def _model(node: dict[str, Any], target: Path) -> Model:
    enforced = node["config"].get("contract", {}).get("enforced", False)
    columns = node["columns"].values() if enforced else ()
    return Model(
        name=node["name"],
        schema=node["schema"],
        materialized=node["config"]["materialized"],
        sql=_compiled_sql(node, target),
        columns=tuple((column["name"], column["data_type"]) for column in columns),
    )


def _test(node: dict[str, Any], target: Path) -> ModelTest:
    return ModelTest(
        name=node["name"],
        severity=node["config"]["severity"].lower(),
        sql=_compiled_sql(node, target),
        description=node.get("description") or "",
    )


def _compiled_sql(node: dict[str, Any], target: Path) -> str:
    folder = target / "compiled" / node["package_name"] / node["original_file_path"]
    path = folder if folder.suffix == ".sql" else folder / node["path"]
    return path.read_text("utf-8").strip()
