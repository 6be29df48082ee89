"""A version carries its models whole, and a part of them builds what is asked."""

import json
import re
from pathlib import Path

import pytest

from app.preview import CompiledModels, Model, Seed, UnreadableModelsError


def _model(name: str, *reads: str) -> Model:
    return Model(name, "marts", "table", "select 1 as one", depends_on=reads)


MODELS = CompiledModels(
    seeds=(Seed("codes", "reference", ("code",), ("varchar",), (("USD",),)),),
    models=(
        _model("prices", "raw.prices", "reference.codes"),
        _model("lines", "marts.prices", "raw.subscriptions"),
        _model("payments", "raw.payments"),
        _model("balances", "marts.lines", "marts.payments"),
    ),
    tests=(),
)


def test_only_what_a_mart_comes_from_is_needed_for_it() -> None:
    needed = MODELS.needed_for(["marts.lines"])

    assert [model.name for model in needed.models] == ["prices", "lines"]
    assert [seed.name for seed in needed.seeds] == ["codes"]
    assert needed.inputs == ("raw.prices", "raw.subscriptions")


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    MODELS.save(tmp_path / "compiled.json")

    assert CompiledModels.load(tmp_path / "compiled.json") == MODELS


def test_the_models_know_what_they_depend_on(compiled_models: CompiledModels) -> None:
    needed = compiled_models.needed_for(["marts.invoice_lines"])

    assert 20 < len(needed.models) < len(compiled_models.models)
    assert {"raw.prices", "raw.usage_series_days"} <= set(needed.inputs)
    assert "raw.fx_rates" not in needed.inputs


@pytest.mark.rule("2.6")
def test_no_compiled_model_reads_a_clock_or_chance(
    compiled_models: CompiledModels,
) -> None:
    clock = re.compile(
        r"\b(current_date|current_timestamp|current_time|localtime|localtimestamp)\b"
        r"|\b(now|today|get_current_\w+|random|gen_random_uuid|uuid\w*|setseed)\s*\("
        r"|\b(tablesample|using\s+sample)\b",
        re.IGNORECASE,
    )

    guilty = {
        part.name: found.group()
        for part in (*compiled_models.models, *compiled_models.tests)
        if (found := clock.search(part.sql))
    }

    assert clock.search("select now ()")
    assert guilty == {}


def test_models_of_another_format_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "0001-2026-03-31" / "compiled.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"format_version": 1}), "utf-8")

    with pytest.raises(UnreadableModelsError, match=r"0001.*format 1.*--again"):
        CompiledModels.load(path)


def test_a_version_without_models_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModelsError, match=r"holds no compiled\.json"):
        CompiledModels.load(tmp_path / "compiled.json")
