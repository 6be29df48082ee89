"""Reads what dbt compiled into the models that a version carries."""

import csv
import json
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from app.preview.compiled_models import CompiledModels, Model, ModelTest, Seed


def read_dbt_target(target: Path, *, project: Path) -> CompiledModels:
    """Read what `dbt compile` or `dbt build` left in its target folder."""
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    nodes: dict[str, dict[str, Any]] = manifest["nodes"]
    relations = {
        key: f"{node['schema']}.{node['name']}"
        for key, node in {**nodes, **manifest["sources"]}.items()
    }
    order = TopologicalSorter(
        {
            key: sorted(d for d in node["depends_on"]["nodes"] if d in nodes)
            for key, node in sorted(nodes.items())
            if node["resource_type"] == "model"
        }
    ).static_order()
    models = [nodes[key] for key in order if nodes[key]["resource_type"] == "model"]
    return CompiledModels(
        seeds=tuple(
            _seed(nodes[key], project)
            for key in sorted(nodes)
            if nodes[key]["resource_type"] == "seed"
        ),
        models=tuple(_model(node, target, relations) for node in models),
        tests=tuple(
            _test(nodes[key], target)
            for key in sorted(nodes)
            if nodes[key]["resource_type"] == "test"
        ),
    )


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


def _model(node: dict[str, Any], target: Path, relations: dict[str, str]) -> Model:
    enforced = node["config"].get("contract", {}).get("enforced", False)
    columns = node["columns"].values() if enforced else ()
    return Model(
        name=node["name"],
        schema=node["schema"],
        materialized=node["config"]["materialized"],
        sql=_compiled_sql(node, target),
        columns=tuple((column["name"], column["data_type"]) for column in columns),
        depends_on=tuple(
            sorted(
                relations[key]
                for key in node["depends_on"]["nodes"]
                if key in relations
            )
        ),
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
