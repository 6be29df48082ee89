"""A run's dbt gets ready beside the landing and does nothing before its word."""

import signal
from pathlib import Path

import pytest

from orchestration.build_ahead import start_build
from orchestration.home import Home
from orchestration.parsed_models import are_parsed, manifest_of, models_hash

pytestmark = pytest.mark.slow


def test_a_build_waits_until_it_is_released_or_stopped(tmp_path: Path) -> None:
    home = Home(tmp_path)

    unused = start_build(home)
    unused.hand_over_manifest()

    assert are_parsed(home, models_hash())
    assert manifest_of(home).stat().st_size > 0
    assert unused.process.poll() is None
    unused.stop()
    assert unused.release().returncode == -signal.SIGKILL

    left = start_build(home)
    told, _ = left.process.communicate(timeout=60)  # which closes its input

    assert left.process.returncode != 0
    assert b"Nobody is left who waits for this build" in told
    assert list(home.dbt.glob("**/*.duckdb")) == []
