"""What dbt's data tests found, with example rows of those that do not hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration.reports.model import Check, Severity, Status

EXAMPLES = 3
STATUSES = {
    "pass": Status.PASSED,
    "warn": Status.WARNED,
    "fail": Status.FAILED,
    "error": Status.FAILED,
    "runtime error": Status.FAILED,
    "skipped": Status.SKIPPED,
}


def read_dbt_checks(target: Path, database: Path) -> list[Check]:
    """Read dbt's results of the data tests, which are promises about tables."""
    return [
        _check(node, result, database)
        for node, result in _results(target)
        if node["resource_type"] == "test"
    ]


def read_broken_models(target: Path) -> list[str]:
    """Say of each model that could not be built what the database answered."""
    return [
        f"The model {node['name']} could not be built: {_observed(result)}"
        for node, result in _results(target)
        if node["resource_type"] != "test" and result["status"] == "error"
    ]


def _results(target: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    path = target / "run_results.json"
    if not path.exists():
        return
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    for result in json.loads(path.read_text("utf-8"))["results"]:
        if result["unique_id"] in nodes:
            yield nodes[result["unique_id"]], result


def _check(node: dict[str, Any], result: dict[str, Any], database: Path) -> Check:
    status = STATUSES.get(result["status"], Status.FAILED)
    wrong = status in {Status.FAILED, Status.WARNED}
    is_warning = str(node["config"]["severity"]).lower() == "warn"
    return Check(
        name=node["name"],
        table=_table(node),
        suite="dbt",
        severity=Severity.WARNING if is_warning else Severity.ERROR,
        status=status,
        observed=_observed(result) if wrong else "",
        examples=_examples(node, result, database) if wrong else (),
    )


def _observed(result: dict[str, Any]) -> str:
    return " ".join(str(result.get("message") or "").split())[:400]


def _table(node: dict[str, Any]) -> str:
    attached = node.get("attached_node")
    if attached:
        return attached.split(".")[2]
    upstream = [name for name in node["depends_on"]["nodes"] if ".macro." not in name]
    return upstream[0].split(".")[-1] if upstream else node["name"]


def _examples(
    node: dict[str, Any], result: dict[str, Any], database: Path
) -> tuple[dict[str, str | None], ...]:
    """Run the test's own select again for the first rows that break the promise."""
    compiled = result.get("compiled_code") or node.get("compiled_code")
    if not compiled or not database.exists():
        return ()
    with duckdb.connect(str(database), read_only=True) as connection:
        try:
            found = connection.execute(
                f"select * from ({compiled}) order by all limit {EXAMPLES}"
            )
        except duckdb.Error:
            return ()
        names = [column[0] for column in found.description or []]
        return tuple(
            {name: None if value is None else str(value) for name, value in pairs}
            for pairs in (zip(names, row, strict=True) for row in found.fetchall())
        )
