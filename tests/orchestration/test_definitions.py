"""Every definition loads, is described and owned, and asks for the day of its tick."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.build import build_definitions
from orchestration.defs.operations.schedules import monthly_invoicing, nightly_close
from orchestration.home import Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_definitions(Home(tmp_path_factory.mktemp("definitions")))


def test_all_definitions_load(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)
    graph = definitions.resolve_asset_graph()

    assert {job.name for job in definitions.resolve_all_job_defs()} >= {
        "close_books",
        "deliver_outbox",
    }
    assert {schedule.name for schedule in definitions.schedules or []} == {
        "nightly_close",
        "monthly_invoicing",
        "five_minutely_delivery",
    }
    assert {sensor.name for sensor in definitions.sensors or []} >= {"on_landed_file"}
    assert len(graph.get_all_asset_keys()) > 60


def test_the_module_that_the_ui_loads_shows_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYHOUSE_HOME", str(tmp_path))
    from orchestration.definitions import definitions  # noqa: PLC0415

    shown = definitions()

    assert shown.schedules
    assert shown.sensors
    assert shown.jobs


def test_every_asset_is_described_owned_and_has_a_kind(
    definitions: dg.Definitions,
) -> None:
    specs = definitions.resolve_all_asset_specs()
    bare = [
        spec.key.to_user_string()
        for spec in specs
        if spec.group_name != "default"
        and not (spec.description and spec.owners and spec.kinds)
    ]

    assert len(specs) > 60
    assert not bare


def test_usage_has_a_partition_a_day(definitions: dg.Definitions) -> None:
    usage = definitions.resolve_asset_graph().get(dg.AssetKey(["lake", "usage"]))

    assert isinstance(usage.partitions_def, dg.DailyPartitionsDefinition)


def test_the_published_marts_come_after_every_model_and_check(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    published = graph.get(dg.AssetKey("published_marts"))
    marts = {
        key
        for key in graph.get_all_asset_keys()
        if key.path[0] in {"marts", "learning"}
    }

    assert marts <= set(published.parent_keys)
    assert dg.AssetKey("quality_report") in published.parent_keys


def test_checks_of_severity_error_block(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    quality = [
        graph.get_check_spec(key)
        for key in graph.asset_check_keys
        if key.asset_key == dg.AssetKey("quality_report")
    ]

    assert {spec.blocking for spec in quality} == {True, False}


def test_published_marts_have_a_freshness_policy(definitions: dg.Definitions) -> None:
    policies = {
        spec.key: spec.freshness_policy
        for spec in definitions.resolve_all_asset_specs()
    }

    assert policies[dg.AssetKey("published_marts")] is not None


@pytest.mark.parametrize("schedule", [nightly_close, monthly_invoicing])
def test_a_schedule_bills_the_day_of_its_tick_and_never_today(
    schedule: dg.ScheduleDefinition,
) -> None:
    tick = datetime(2024, 2, 29, 23, 30, tzinfo=UTC)
    context = dg.build_schedule_context(scheduled_execution_time=tick)

    requests = schedule.evaluate_tick(context).run_requests or []

    assert [request.tags["tallyhouse/as_of"] for request in requests] == ["2024-02-29"]
    assert requests[0].run_config["resources"]["books"]["config"] == {
        "as_of": "2024-02-29"
    }
