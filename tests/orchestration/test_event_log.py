"""A run's events go into the files that Dagster's own log reads."""

import math

import dagster as dg
import pytest

from orchestration.defs.operations.event_log import OpenEventLog
from orchestration.defs.operations.instance import dagster_folder, dagster_instance
from orchestration.home import Home

WORKED = dg.AssetKey("worked")
PLANNED = dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED


@dg.asset
def worked() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 3})


@dg.asset_check(asset=worked)
def holds() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


@pytest.mark.slow
def test_dagsters_own_log_reads_what_a_run_wrote_while_it_is_still_open(home):
    with dagster_instance(home) as running:
        assert isinstance(running.event_log_storage, OpenEventLog)
        assert dg.materialize([worked, holds], instance=running).success

        with dg.DagsterInstance.from_config(str(dagster_folder(home))) as looking:
            assert not isinstance(looking.event_log_storage, OpenEventLog)
            assert _told(looking) == _told(running) == [3]
            (run,) = looking.get_runs()
            told = {entry.dagster_event_type for entry in looking.all_logs(run.run_id)}
            assert told >= {PLANNED, dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED}
            assert run.status is dg.DagsterRunStatus.SUCCESS
            assert looking.all_logs(run.run_id) == running.all_logs(run.run_id)


@pytest.mark.slow
def test_a_second_run_goes_on_where_the_first_ended(home):
    for _ in range(2):
        with dagster_instance(home) as running:
            dg.materialize([worked], instance=running)
    with dg.DagsterInstance.from_config(str(dagster_folder(home))) as looking:
        assert _told(looking) == [3, 3]


@pytest.mark.slow
def test_what_is_stored_at_once_is_stored_whole_or_not_at_all(home):
    with dagster_instance(home) as running:
        dg.materialize([worked], instance=running)
        (run,) = running.get_runs()
        before = running.all_logs(run.run_id)
        again = [one for one in before if one.dagster_event_type is PLANNED]
        endless = again[0]._replace(timestamp=math.inf)
        with pytest.raises(OverflowError):
            running.event_log_storage.store_event_batch([*again, endless])
        assert running.all_logs(run.run_id) == before
        running.event_log_storage.store_event_batch([*again, *again])
        assert len(running.all_logs(run.run_id)) == len(before) + 2 * len(again)


def _told(instance: dg.DagsterInstance) -> list[object]:
    records = instance.fetch_materializations(WORKED, limit=9).records
    made = [record.asset_materialization for record in records]
    return [one.metadata["rows"].value for one in made if one]
