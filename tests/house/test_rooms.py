"""Each room says what it owns; each model says what a row of it is."""

import json
from pathlib import Path

import pytest

from tests.support.repository import ROOT

ROOMS = ("orchestration", "ingest", "dbt_project", "models_ml", "app", "tests", "data")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_owns_and_what_not(room: str) -> None:
    text = (ROOT / room / "README.md").read_text("utf-8").lower()

    assert "owns" in text
    assert "does not own" in text


def test_every_model_says_what_one_row_is(dbt_manifest: Path) -> None:
    models = _models(dbt_manifest)
    silent = [
        model["name"]
        for model in models
        if "one row per" not in model["description"].lower()
    ]

    assert len(models) > 40
    assert not silent


def test_every_column_of_a_mart_is_described_and_typed(dbt_manifest: Path) -> None:
    marts = [model for model in _models(dbt_manifest) if model["schema"] == "marts"]
    bare = [
        f"{model['name']}.{column['name']}"
        for model in marts
        for column in model["columns"].values()
        if not column["description"].strip() or not column["data_type"]
    ]

    assert len(marts) > 10
    assert all(model["columns"] for model in marts)
    assert all(model["config"]["contract"]["enforced"] for model in marts)
    assert not bare


@pytest.mark.rule("2.6", "trap 42")
def test_no_model_reads_a_clock_or_a_file(dbt_manifest: Path) -> None:
    words = ("current_date", "now()", "current_timestamp", "today()", "read_csv(")
    words += ("read_parquet(", "random()", "uuid()", "is_incremental")
    guilty = [
        f"{model['name']}: {word}"
        for model in _models(dbt_manifest)
        for word in words
        if word in model["raw_code"].lower()
    ]

    assert not guilty


def test_only_staging_reads_sources(dbt_manifest: Path) -> None:
    readers = {
        model["name"]
        for model in _models(dbt_manifest)
        for source in model["depends_on"]["nodes"]
        if source.startswith("source.tallyhouse.raw.")
        and not model["path"].startswith("staging/")
    }

    assert not readers


def _models(manifest: Path) -> list[dict]:
    nodes = json.loads(manifest.read_text("utf-8"))["nodes"].values()
    return [node for node in nodes if node["resource_type"] == "model"]
