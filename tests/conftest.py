"""What every test may ask for: the models, compiled once per session."""

from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.support.books import SEATS, Books
from tests.support.compiled_models import compile_models, manifest_path
from tests.support.world import write_folder


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
    """Books of three seats, published once for the whole session."""
    books = Books(tmp_path_factory.mktemp("books"))
    write_folder(books.data, SEATS)
    ended = books.run()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return books


@pytest.fixture
def books(published_books: Books, tmp_path: Path) -> Books:
    """The published books in a home of the test's own."""
    return published_books.copy(tmp_path)
