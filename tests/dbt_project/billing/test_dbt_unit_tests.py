"""Runs dbt's own unit tests, which production runs leave out."""

from pathlib import Path

import duckdb
import pytest

from ingest.contracts.schema import create_raw_schema
from models_ml.schema import create_learning_tables
from tests.support.compiled_models import dbt

pytestmark = pytest.mark.slow


def test_every_unit_test_of_the_models_passes(tmp_path: Path) -> None:
    database = tmp_path / "tallyhouse.duckdb"
    with duckdb.connect(str(database)) as con:
        create_raw_schema(con)
        create_learning_tables(con)
    dbt("seed", target=tmp_path / "target", database=database)
    dbt("run", "--empty", target=tmp_path / "target", database=database)

    output = dbt(
        *("test", "--select", "test_type:unit"),
        target=tmp_path / "target",
        database=database,
    )

    assert "unit tests" in output
    assert "ERROR=0" in output
