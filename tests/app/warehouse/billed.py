"""A small business, billed once a session by the real models, to be published."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.app.warehouse.acme import AS_OF, tables
from tests.app.warehouse.published_home import publish_file
from tests.support.shared import once
from tests.support.versions import version

PublishAcme = Callable[[Path], Path]


@pytest.fixture(scope="session")
def acme_database(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """Acme's business at the end of March, computed by every model; only to be read."""

    def compute(folder: Path) -> None:
        version(folder, compiled_models, as_of=AS_OF, **tables())

    return once(tmp_path_factory, "acme", compute) / "tallyhouse.duckdb"


@pytest.fixture(scope="session")
def billed_acme(acme_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open it for reading."""
    with duckdb.connect(str(acme_database), read_only=True) as con:
        yield con


@pytest.fixture
def publish_acme(acme_database: Path) -> PublishAcme:
    """Publish that business into a home as version `r1`."""
    return lambda home: publish_file(home, "r1", acme_database)
