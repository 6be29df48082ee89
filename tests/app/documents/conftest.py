"""Published versions whose journals are checked: generated, strange, and the sample."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels
from app.warehouse.published import PublishedVersion, current_version
from tests.app.documents.strange_books import STRANGE
from tests.app.warehouse.published_home import publish_billed, publish_file
from tests.dbt_project.books.test_generated_worlds import world
from tests.support.shared import once
from tests.support.world import Row, bill

AS_OF = date(2026, 3, 31)
RUN = "0001-2026-03-31"
WORLDS: dict[str, dict[str, list[Row]]] = {
    "strange": STRANGE,
    "empty": {},
    **{f"generated {seed}": world(seed) for seed in (11, 12)},
}


@pytest.fixture(scope="session", params=[*WORLDS, "sample"])
def version(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PublishedVersion:
    """A version published in a home of its own."""
    if request.param == "sample":
        sample: Path = request.getfixturevalue("sample_version")
        home = tmp_path_factory.mktemp("journal")
        publish_file(home, RUN, sample / "tallyhouse.duckdb")
        return current_version(home)
    return request.getfixturevalue("publish_world")(request.param)


@pytest.fixture(scope="session")
def strange(publish_world: Callable[[str], PublishedVersion]) -> PublishedVersion:
    """The version whose names no journal accepts as they are."""
    return publish_world("strange")


@pytest.fixture(scope="session")
def publish_world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Callable[[str], PublishedVersion]:
    """Compute a world and publish it, once for all who ask for it."""

    def compute(folder: Path, name: str) -> None:
        with bill(folder, compiled_models, as_of=AS_OF, **WORLDS[name]) as con:
            publish_billed(folder / "home", RUN, con)

    def published(name: str) -> PublishedVersion:
        folder = once(
            tmp_path_factory, f"journal {name}", lambda folder: compute(folder, name)
        )
        return current_version(folder / "home")

    return published
