"""The dbt project as this house runs it: its folder, its settings, its manifest."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestration.home import CLONE, DATABASE_NAME, Home
from orchestration.mistakes import BrokenModelsError

SETTING = "TALLYHOUSE_DBT_PROJECT"
PROJECT = Path(os.environ.get(SETTING, CLONE / "dbt_project"))
DBT = ("-P", "-m", "orchestration.dbt_process")
READ = ("*.sql", "*.yml", "*.csv", "*.md")


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


def process_environment(home: Home) -> dict[str, str]:
    """Return all that a process of dbt is told of this house and this home."""
    return {
        **os.environ,
        **environment(home),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_LOG_PATH": str(target_folder(home)),
    }


def are_parsed(home: Home, models: str) -> bool:
    """Say whether the home's manifest is of the models of this hash."""
    key = _key(home)
    return (
        _manifest(home).exists() and key.exists() and key.read_text("utf-8") == models
    )


def manifest_of(home: Home) -> Path:
    """Return the manifest of the models as they are now, parsing only on change."""
    now = models_hash()
    if not are_parsed(home, now):
        _parse(home)
        keep_manifest(home, now)
    return _manifest(home)


def keep_manifest(home: Home, models: str) -> None:
    """Take what dbt just parsed for the manifest of these models."""
    (target_folder(home) / "manifest.json").replace(_manifest(home))
    _key(home).write_text(models, "utf-8")


def _manifest(home: Home) -> Path:
    return home.dbt / "manifest.json"


def _key(home: Home) -> Path:
    return home.dbt / "manifest.key"


def ask_dbt(command: str, target: Path, told: Mapping[str, str], wrong: str) -> None:
    """Run a command of dbt into a target folder, told so in its environment.

    Raises BrokenModelsError, which begins with what is wrong, with dbt's own words.
    """
    done = subprocess.run(
        [sys.executable, *DBT, "--quiet", command, "--target-path", str(target)],
        cwd=PROJECT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{wrong}:\n{done.stdout[-3000:]}"
        raise BrokenModelsError(message + done.stderr[-1000:])


def _parse(home: Home) -> None:
    home.dbt.mkdir(parents=True, exist_ok=True)
    wrong = "The models of dbt_project do not parse"
    ask_dbt("parse", target_folder(home), process_environment(home), wrong)


def models_hash() -> str:
    """Return a mark of all that dbt reads of the project."""
    sha = hashlib.sha256()
    for path in sorted(path for one in READ for path in PROJECT.rglob(one)):
        relative = path.relative_to(PROJECT)
        if relative.parts[0] not in {"target", "logs"}:
            sha.update(relative.as_posix().encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()
