"""The metrics declared for BI tools compute what the marts say."""

import json
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from app.preview import CompiledModels
from tests.support.generated_worlds import LAST
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_billed import Home, generate, tables_of
from tests.support.world import rows

pytestmark = pytest.mark.slow

Figures = dict[tuple[object, object], Decimal]
Declared = Mapping[str, Any]


@pytest.fixture(scope="module")
def con(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a world where a third of the drafts was issued."""
    home = Home(tmp_path_factory.mktemp("metrics"), compiled_models)
    tables = tables_of(generate(Traits(), 60))
    with home.bill(tables, LAST) as first:
        home.issue(first)
    with home.bill(tables, LAST) as con:
        yield con


@pytest.fixture(scope="module")
def declared(dbt_manifest: Path) -> Declared:
    return json.loads(dbt_manifest.read_text("utf-8"))


def metrics(declared: Declared) -> dict[str, Any]:
    return {metric["name"]: metric for metric in declared["metrics"].values()}


def computed(con: duckdb.DuckDBPyConnection, declared: Declared, name: str) -> Figures:
    """Compute a metric as a BI tool would, from its declaration alone."""
    metric = metrics(declared)[name]
    given = metric["type_params"]
    if metric["type"] == "simple":
        return measured(con, declared, given["measure"]["name"])
    above = computed(con, declared, given["numerator"]["name"])
    below = computed(con, declared, given["denominator"]["name"])
    return {key: above[key] / base for key, base in below.items() if base > 0}


def measured(con: duckdb.DuckDBPyConnection, declared: Declared, name: str) -> Figures:
    [(model, measure)] = [
        (model, measure)
        for model in declared["semantic_models"].values()
        for measure in model["measures"]
        if measure["name"] == name
    ]
    time = model["defaults"]["agg_time_dimension"]
    [month] = [one["expr"] for one in model["dimensions"] if one["name"] == time]
    relation = model["node_relation"]["relation_name"]
    return figures(
        con,
        f"select {month}, currency, {measure['agg']}({measure['expr']}) "
        f"from {relation} group by all",
    )


def figures(con: duckdb.DuckDBPyConnection, sql: str) -> Figures:
    return {
        (month, currency): Decimal(str(value))
        for month, currency, value in rows(con, sql)
        if value is not None
    }


def test_every_metric_is_what_its_mart_says(
    con: duckdb.DuckDBPyConnection, declared: Declared
) -> None:
    compared = 0

    for name, metric in metrics(declared).items():
        meta = metric["config"]["meta"]
        if not meta:
            continue
        found = computed(con, declared, name)
        said = figures(
            con,
            f"select month, currency, sum({meta['column']}) "
            f"from marts.{meta['mart']} group by all",
        )
        digits = Decimal("0.000001") if meta["column"].endswith(RATES) else Decimal(1)
        assert {
            key: value.quantize(digits, ROUND_HALF_UP) for key, value in found.items()
        } == said, name
        assert any(said.values()), f"{name} is never anything here"
        compared += 1

    assert compared > 20


RATES = ("_rate", "_ratio")


def test_every_metric_says_where_it_is_explained(declared: Declared) -> None:
    assert [
        name
        for name, metric in metrics(declared).items()
        if "DECISIONS.md#" not in metric["description"]
    ] == []


@pytest.mark.rule("trap 35")
def test_the_days_that_metrics_are_asked_over_end_with_the_run(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(con, "select max(day) from marts.time_spine_daily") == [(LAST,)]
