"""The dbt project as this house runs it: parsed ahead, one home's target, no calls."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version, parse

from orchestration.home import CLONE, DATABASE_NAME, Home
from orchestration.mistakes import BrokenModelsError

SETTING = "TALLYHOUSE_DBT_PROJECT"
PROJECT = Path(os.environ.get(SETTING, CLONE / "dbt_project"))
DBT = ("-P", "-m", "orchestration.dbt_process")
READ = ("*.sql", "*.yml", "*.csv", "*.md")


class HouseDbt(DbtCliResource):
    """dbt in a process that dies with its parent and never asks for its version."""

    @cached_property
    def _cli_version(self) -> Version:
        """Read the version from the installed package: dbt's own question calls out."""
        return parse(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:  # noqa: ARG002
        """Open no second dbt in this process, for questions nobody here asks it."""
        return None


def dbt_resource() -> HouseDbt:
    """Return dbt, started by this interpreter through the house's own entry."""
    return HouseDbt(
        project_dir=str(PROJECT),
        profiles_dir=str(PROJECT),
        dbt_executable=sys.executable,
        global_config_flags=list(DBT),
    )


def target_folder(home: Home) -> Path:
    """Return the folder whose partial parse stays warm between runs."""
    return home.dbt / "target"


def environment(home: Home) -> dict[str, str]:
    """Return dbt's settings; the same for each run, or dbt would parse anew."""
    return {
        "TALLYHOUSE_CANDIDATE": str(home.dbt / "candidate" / DATABASE_NAME),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        # every query's text a second time would cost a tenth of the build
        "DBT_LOG_LEVEL_FILE": "info",
    }


def manifest_of(home: Home) -> Path:
    """Return the manifest of the models as they are now, parsing only on change."""
    manifest = home.dbt / "manifest.json"
    key = home.dbt / "manifest.key"
    now = _models_hash()
    if manifest.exists() and key.exists() and key.read_text("utf-8") == now:
        return manifest
    _parse(home)
    (target_folder(home) / "manifest.json").replace(manifest)
    key.write_text(now, "utf-8")
    return manifest


def _parse(home: Home) -> None:
    home.dbt.mkdir(parents=True, exist_ok=True)
    target = str(target_folder(home))
    done = subprocess.run(
        [sys.executable, *DBT, "--quiet", "parse", "--target-path", target],
        cwd=PROJECT,
        env={
            **os.environ,
            **environment(home),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_LOG_PATH": target,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"The models of dbt_project do not parse:\n{done.stdout[-3000:]}"
        raise BrokenModelsError(message + done.stderr[-1000:])


def _models_hash() -> str:
    sha = hashlib.sha256()
    for path in sorted(path for one in READ for path in PROJECT.rglob(one)):
        relative = path.relative_to(PROJECT)
        if relative.parts[0] not in {"target", "logs"}:
            sha.update(relative.as_posix().encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()
