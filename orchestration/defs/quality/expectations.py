"""Runs the checks with Great Expectations on DuckDB, inside the database."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.defs.quality.check import Check
from orchestration.defs.quality.profiles import (
    PROFILES,
    Measures,
    measure,
    profile_columns,
)
from orchestration.defs.quality.results import QualityResult
from orchestration.defs.quality.wording import as_result, not_computed

EXAMPLES = 5


def load_great_expectations() -> Any:
    """Import the library (seconds), silent and with telemetry off."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    _read_before_the_connection_closes()
    return great_expectations


def validate(
    checks: Sequence[Check],
    database: Path,
    history: Measures,
) -> list[QualityResult]:
    """Run the checks on `database`, read-only, beside the measures of `history`."""
    library = load_great_expectations()
    context = library.get_context(mode="ephemeral")
    _without_progress_bars(context)
    source = context.data_sources.add_sql(
        name="warehouse",
        connection_string="duckdb:///:memory:",
        create_temp_table=False,
    )
    engine = source.get_execution_engine().engine
    _attach(engine, database)
    _lay_out(engine, {"history": history, "present": measure(database)})
    try:
        return [_looked_at(library, source, engine, check) for check in checks]
    finally:
        engine.dispose()


def _looked_at(library: Any, source: Any, engine: Any, check: Check) -> QualityResult:
    query = " ".join(check.subject.split())
    if not check.looks_for_broken_rows:
        return _result(library, source, check, query)
    try:
        _keep(engine, check.spec.name, query)
    except duckdb.Error as problem:
        return not_computed(check, str(problem))
    return _result(library, source, check, f"from broken.{check.spec.name}")


def _keep(engine: Any, name: str, query: str) -> None:
    """Keep the rows in memory: the library asks for their count, then for them."""
    with engine.connect() as con:
        driver = con.connection.driver_connection
        driver.execute("create schema if not exists broken")
        driver.execute(f"create table broken.{name} as {query}")


def _result(library: Any, source: Any, check: Check, query: str) -> QualityResult:
    asset = source.add_query_asset(
        name=check.spec.name, query=f"select * from ({query}) as subject"
    )
    batch = asset.add_batch_definition(check.spec.name).get_batch()
    suite = library.ExpectationSuite(name=check.spec.name)
    severity = "critical" if check.spec.severity == "error" else "warning"
    expectation = getattr(library.expectations, check.expectation)
    suite.add_expectation(
        expectation(
            **check.arguments,
            severity=severity,
            description=check.spec.description,
        )
    )
    shape: dict[str, object] = {
        "result_format": "COMPLETE" if check.looks_for_broken_rows else "SUMMARY",
        "partial_unexpected_count": EXAMPLES,
    }
    if check.keys:
        shape["unexpected_index_column_names"] = list(check.keys)
    found = batch.validate(suite, result_format=shape)
    return as_result(check, found.results[0], EXAMPLES)


def _attach(engine: Any, database: Path) -> None:
    quoted = str(database.resolve()).replace("'", "''")
    with engine.connect() as con:
        con.exec_driver_sql(f"attach '{quoted}' as tallyhouse (read_only)")
        con.exec_driver_sql("set timezone = 'UTC'")
        con.commit()


def _lay_out(engine: Any, versions: Mapping[str, Measures]) -> None:
    """Put the measures of both versions side by side, in schemas of memory."""
    with engine.connect() as con:
        for version, measures in versions.items():
            con.exec_driver_sql(f"create schema {version}")
            for name in PROFILES:
                columns = profile_columns(name)
                con.exec_driver_sql(f"create table {version}.{name} ({columns})")
                for row in measures.get(name, []):
                    marks = ", ".join("?" for _ in row)
                    insert = f"insert into {version}.{name} values ({marks})"
                    con.exec_driver_sql(insert, tuple(row))
        con.commit()


def _without_progress_bars(context: Any) -> None:
    from great_expectations.data_context.types.base import (  # noqa: PLC0415
        ProgressBarsConfig,
    )

    context.variables.progress_bars = ProgressBarsConfig(globally=False)


def _read_before_the_connection_closes() -> None:
    """Cure duckdb-engine, whose results are empty once their connection is closed."""
    from great_expectations.execution_engine.sqlalchemy_execution_engine import (  # noqa: PLC0415
        SqlAlchemyExecutionEngine,
    )

    original = SqlAlchemyExecutionEngine.execute_query
    if getattr(original, "reads_before_closing", False):
        return

    def execute_query(self: Any, query: Any) -> Any:
        if self.dialect_name != "duckdb":
            return original(self, query)
        with self.get_connection() as con:
            return con.execute(query).freeze()()

    execute_query.reads_before_closing = True  # type: ignore[attr-defined]
    SqlAlchemyExecutionEngine.execute_query = execute_query
