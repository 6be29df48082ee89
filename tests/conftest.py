"""What every test may ask for: the models, compiled once per session."""

from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.support.compiled_models import compile_models, manifest_path


@pytest.fixture(scope="session")
def compiled_models(compile_cache: Path) -> CompiledModels:
    """The whole dbt project compiled; scenario tests execute it in memory."""
    return compile_models(compile_cache)


@pytest.fixture(scope="session")
def dbt_manifest(compile_cache: Path, compiled_models: CompiledModels) -> Path:
    """Return dbt's manifest of the project as it is compiled."""
    assert compiled_models.models
    return manifest_path(compile_cache)


@pytest.fixture(scope="session")
def compile_cache(pytestconfig: pytest.Config) -> Path:
    """Where compiled projects are kept between test sessions."""
    assert pytestconfig.cache is not None
    return Path(pytestconfig.cache.mkdir("compiled_models"))
