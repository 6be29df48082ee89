"""The dbt models in one build, and the version that readers see."""

import importlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation, DbtCliResource, dbt_assets

from orchestration.build_ahead import BUILD
from orchestration.crash_points import crash_point
from orchestration.defs.quality.expectations import load_great_expectations
from orchestration.defs.warehouse.checks import QUALITY_REPORT
from orchestration.defs.warehouse.data_tests import read_broken_models, read_dbt_checks
from orchestration.defs.warehouse.project import installed_dbt
from orchestration.defs.warehouse.published import (
    publication_metadata,
    publish_checked,
)
from orchestration.defs.warehouse.translator import OWNERS, HouseTranslator
from orchestration.parsed_models import PROJECT, environment, target_folder
from orchestration.reports.figures import row_counts
from orchestration.runs.session import RunSession

SLOW_TO_IMPORT = ("models_ml.estimators", "models_ml.anomalies", "models_ml.forecast")
TELL_EVERY = 50
USAGE_ROLLUPS = dg.AssetKey(["usage_rollups"])
LEARNING = tuple(
    dg.AssetKey(["learning", table])
    for table in ("invoice_features", "invoice_anomalies", "mrr_forecast")
)


def dbt_models(manifest: Path) -> dg.AssetsDefinition:
    """Return all seeds, models and data tests as the assets of one build."""
    parsed = json.loads(manifest.read_bytes())

    @dbt_assets(
        manifest=parsed,
        name="dbt_models",
        dagster_dbt_translator=HouseTranslator(),
    )
    def build(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        books: dg.ResourceParam[RunSession],
    ) -> Iterator[Any]:
        """Build every model and run every data test, once."""
        with books.step("building", "Computing the bill and the books (dbt build)"):
            invocation = _started(context, dbt, books, parsed)
            threading.Thread(target=_import_meanwhile, daemon=True).start()
            events, failure = _after_the_build(invocation, books)
            counts = row_counts(books.database) if books.database.exists() else {}
            yield from _counted(events, counts)
            if failure is not None:
                raise failure

    return build


def _started(
    context: dg.AssetExecutionContext,
    dbt: DbtCliResource,
    books: RunSession,
    manifest: Mapping[str, Any],
) -> DbtCliInvocation:
    """Let the run's own dbt build everything, or another only what was selected."""
    target = target_folder(books.home)
    if books.build is None or context.is_subset:
        os.environ.update(environment(books.home))
        return dbt.cli(BUILD, context=context, target_path=target)
    return DbtCliInvocation(
        process=books.build.release(),
        manifest=manifest,
        dagster_dbt_translator=HouseTranslator(),
        project_dir=PROJECT,
        target_path=target,
        raise_on_error=True,
        cli_version=installed_dbt(),
        context=context,
    )


def _import_meanwhile() -> None:
    """Import what later steps need while this process only waits for dbt."""
    load_great_expectations()
    for name in SLOW_TO_IMPORT:
        importlib.import_module(name)


def _told(invocation: DbtCliInvocation, books: RunSession) -> Iterator[Any]:
    """Pass dbt's events on, saying now and then how far it is."""
    for count, event in enumerate(invocation.stream(), start=1):
        if count % TELL_EVERY == 0:
            books.narrator.say(f"      {count} models and checks done")
        if count == TELL_EVERY:
            crash_point("building:halfway")
        yield event


def _after_the_build(
    invocation: DbtCliInvocation, books: RunSession
) -> tuple[list[Any], Exception | None]:
    """Hold all events back until dbt has ended and the database is free."""
    held: list[Any] = []
    failure: Exception | None = None
    try:
        for event in _told(invocation, books):
            held.append(event)
    except Exception as error:
        failure = error
    if isinstance(failure, KeyError):
        books.failure = f"The models changed while they were built ({failure}): again."
    if failure is not None and invocation.process.poll() is None:
        invocation.process.terminate()
    invocation.process.wait()
    target = target_folder(books.home)
    books.checks += read_dbt_checks(target, books.database)
    books.failure = "\n".join(read_broken_models(target)) or books.failure
    return held, failure


def _counted(events: list[Any], counts: dict[str, int]) -> Iterator[Any]:
    """Add to each model's output how many rows it has."""
    for event in events:
        rows = counts.get(".".join(_key_of(event))) if _is_output(event) else None
        if rows is None:
            yield event
        else:
            yield event.with_metadata({**event.metadata, "dagster/row_count": rows})


def _is_output(event: Any) -> bool:
    return isinstance(event, dg.Output)


def _key_of(output: dg.Output[Any]) -> list[str]:
    return output.output_name.split("__", 1)


def published_marts(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """Return the asset of the version that readers see, after all of these models."""

    @dg.asset(
        name="published_marts",
        group_name="warehouse",
        owners=OWNERS,
        kinds={"duckdb"},
        deps=[*sorted(models.keys), *LEARNING, USAGE_ROLLUPS, QUALITY_REPORT],
        freshness_policy=dg.FreshnessPolicy.time_window(
            fail_window=timedelta(hours=36), warn_window=timedelta(hours=26)
        ),
    )
    def publish(books: dg.ResourceParam[RunSession]) -> dg.MaterializeResult:
        """Seal the checked version and show it to readers by moving one link."""
        with books.step("publishing", "Publishing the checked version"):
            report = publish_checked(books)
        return dg.MaterializeResult(metadata=publication_metadata(report))

    return publish
