"""What every test may ask for: the models, books and the sample, made once."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.support.books import SEATS, Books
from tests.support.compiled_models import compile_models, manifest_path
from tests.support.repository import ROOT
from tests.support.shared import once
from tests.support.versions import version, version_of
from tests.support.world import write_folder


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread what is left out as a whole: `-m 'not slow'`, `pytestmark = ...`."""
    left_out = set(re.findall(r"not (\w+)", config.option.markexpr))
    if " or " in config.option.markexpr or not collection_path.match("test_*.py"):
        return None
    marked = re.findall(
        r"(?m)^pytestmark = (\[[^]]*\]|.*)", collection_path.read_text("utf-8")
    )
    return bool(left_out & set(re.findall(r"mark\.(\w+)", "".join(marked)))) or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that it is not left for one worker at the end."""
    items.sort(
        key=lambda item: (
            item.get_closest_marker("full_run") is None,
            item.path.name != "test_style.py",
        )
    )


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


@pytest.fixture(scope="session")
def published_books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Books of three seats, published once for the whole session; only to be read."""
    return Books(once(tmp_path_factory, "books", _publish_books))


@pytest.fixture
def books(published_books: Books, tmp_path: Path) -> Books:
    """The published books in a home of the test's own."""
    return published_books.copy(tmp_path)


@pytest.fixture(scope="session")
def seats_version(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """A version of three seats, built by the models alone; only to be copied."""

    def compute(folder: Path) -> None:
        version(folder, compiled_models, as_of=date(2026, 3, 31), **SEATS)

    return once(tmp_path_factory, "seats", compute)


@pytest.fixture(scope="session")
def sample_version(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """The committed sample as a run publishes it, computed once; only to be read."""

    def compute(folder: Path) -> None:
        version_of(folder, compiled_models, ROOT / "data/sample", date(2026, 3, 31))
        (folder / "tallyhouse.duckdb").chmod(0o444)

    return once(tmp_path_factory, "sample", compute)


def _publish_books(folder: Path) -> None:
    books = Books(folder)
    write_folder(books.data, SEATS)
    ended = books.run()
    assert ended.returncode == 0, ended.stdout + ended.stderr
