"""Published versions whose journals are checked: generated, strange, and the sample."""

from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels, copy_inputs, open_memory, run
from app.warehouse.published import PublishedVersion, current_version
from tests.app.documents.strange_books import STRANGE
from tests.app.warehouse.published_home import publish_billed
from tests.dbt_project.books.test_generated_worlds import world
from tests.support.repository import ROOT
from tests.support.world import Row, bill, land

AS_OF = date(2026, 3, 31)
WORLDS: dict[str, dict[str, list[Row]]] = {
    "strange": STRANGE,
    "empty": {},
    **{f"generated {seed}": world(seed) for seed in (11, 12)},
}


@pytest.fixture(scope="session", params=[*WORLDS, "sample"])
def version(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
) -> PublishedVersion:
    """A version published in a home of its own."""
    folder = tmp_path_factory.mktemp("journal")
    return publish_world(folder, request.param, compiled_models)


@pytest.fixture(scope="session")
def strange(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> PublishedVersion:
    """The version whose names no journal accepts as they are."""
    return publish_world(tmp_path_factory.mktemp("strange"), "strange", compiled_models)


def publish_world(
    folder: Path, name: str, compiled: CompiledModels
) -> PublishedVersion:
    """Compute a world in memory and publish it."""
    if name == "sample":
        con = open_memory()
        copy_inputs(con, land(folder, ROOT / "data/sample", AS_OF))
        run(con, compiled)
    else:
        con = bill(folder, compiled, as_of=AS_OF, **WORLDS[name])
    with con:
        publish_billed(folder / "home", "0001-2026-03-31", con)
    return current_version(folder / "home")
