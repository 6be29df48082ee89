"""The runner casts to a model's contract; dbt refuses what differs from it."""

import duckdb
import pytest

from app.preview import CompiledModels, Model, open_memory, run
from ingest.contracts import create_raw_schema
from models_ml.schema import create_learning_tables


@pytest.mark.slow
def test_every_model_gives_the_columns_and_types_of_its_contract(
    compiled_models: CompiledModels,
) -> None:
    con = open_memory()
    create_raw_schema(con)
    create_learning_tables(con)
    run(con, compiled_models)

    broken = {
        model.relation: sorted(_given(con, model) ^ _promised(con, model))
        for model in compiled_models.models
        if model.columns and _given(con, model) != _promised(con, model)
    }

    assert len([model for model in compiled_models.models if model.columns]) > 20
    assert broken == {}


def _given(con: duckdb.DuckDBPyConnection, model: Model) -> set[tuple[str, str]]:
    rows = con.execute(f"describe ({model.sql}\n)").fetchall()
    return {(name, _plain(kind)) for name, kind, *_ in rows}


def _promised(con: duckdb.DuckDBPyConnection, model: Model) -> set[tuple[str, str]]:
    nulls = ", ".join(f'null::{kind} as "{name}"' for name, kind in model.columns)
    rows = con.execute(f"describe select {nulls}").fetchall()
    return {(name, _plain(kind)) for name, kind, *_ in rows}


def _plain(kind: str) -> str:
    """Leave out how many digits a decimal has, as dbt does."""
    return kind.partition("(")[0]
