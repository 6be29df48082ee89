"""A small business, billed once a session by the real models, to be published."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.app.warehouse.acme import AS_OF, tables
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import bill

PublishAcme = Callable[[Path], Path]


@pytest.fixture(scope="session")
def billed_acme(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    """Acme's business at the end of March, computed by every model."""
    folder = tmp_path_factory.mktemp("acme")
    return bill(folder, compiled_models, as_of=AS_OF, **tables())


@pytest.fixture
def publish_acme(billed_acme: duckdb.DuckDBPyConnection) -> PublishAcme:
    """Publish that business into a home as version `r1`."""
    return lambda home: publish_billed(home, "r1", billed_acme)
