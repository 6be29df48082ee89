"""What every test may ask for: the models, compiled once per session."""

from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.support.compiled_models import compile_models


@pytest.fixture(scope="session")
def compiled_models(pytestconfig: pytest.Config) -> CompiledModels:
    """The whole dbt project compiled; scenario tests execute it in memory."""
    cache = pytestconfig.cache
    folder = cache.mkdir("compiled_models") if cache else Path(".pytest_cache")
    return compile_models(Path(folder))


@pytest.fixture(scope="session")
def dbt_manifest(pytestconfig: pytest.Config, compiled_models: CompiledModels) -> Path:
    """Return dbt's manifest of the project as it is compiled."""
    assert compiled_models.models
    cache = pytestconfig.cache
    folder = cache.mkdir("compiled_models") if cache else Path(".pytest_cache")
    return Path(folder) / "target" / "manifest.json"
