"""A home whose versions are built by the models alone, without whole runs."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from app.preview import CompiledModels
from orchestration.home import Home
from orchestration.publishing import show
from tests.support.versions import version
from tests.support.world import Row

RUNS = ("0001-2026-03-31", "0002-2026-03-31")
AS_OF = date(2026, 3, 31)


def publish_version(
    home: Home, run: str, compiled: CompiledModels, **tables: Iterable[Row]
) -> Path:
    """Put one more version into the home, and show it to readers."""
    home.run_folder(run).mkdir(parents=True)
    folder = version(home.version(run), compiled, as_of=AS_OF, **tables)
    show(home, run)
    return folder


def publish_copy(home: Home, run: str, made: Path) -> Path:
    """Put a copy of a version that is there into the home, and show it to readers."""
    home.run_folder(run).mkdir(parents=True)
    shutil.copytree(made, home.version(run), copy_function=shutil.copyfile)
    show(home, run)
    return home.version(run)
