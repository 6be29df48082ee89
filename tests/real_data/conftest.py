from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.real_data.landed import land_into

REAL_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
Land = Callable[[Path, date], duckdb.DuckDBPyConnection]


@pytest.fixture(scope="session")
def real_file() -> Callable[[str], Path]:
    """The path of a real file, or a skip that says which one is absent."""

    def find(name: str) -> Path:
        path = REAL_DATA / name
        if not path.exists():
            pytest.skip(f"the real file {name} is not here (../shared/data is absent)")
        return path

    return find


@pytest.fixture
def land(tmp_path: Path) -> Land:
    """Land a folder and give a connection that reads the raw tables."""

    def landed(folder: Path, as_of: date) -> duckdb.DuckDBPyConnection:
        return land_into(tmp_path, folder, as_of)

    return landed
