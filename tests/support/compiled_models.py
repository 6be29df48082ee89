"""Compiles the dbt project once for all workers, and again only when it changed."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.preview.compiled_models import FORMAT_VERSION, CompiledModels
from app.preview.dbt_target import read_dbt_target
from tests.support.shared import alone

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = REPOSITORY / "dbt_project"
INPUTS = ("models", "macros", "seeds", "tests", "dbt_project.yml", "profiles.yml")


def compile_models(cache: Path) -> CompiledModels:
    """Return the compiled project, from the cache when no file of it changed."""
    stored = cache / f"{fingerprint()}.json"
    with alone(cache / "lock"):
        if not stored.exists():
            _compile(cache, stored)
    return CompiledModels.load(stored)


def manifest_path(cache: Path) -> Path:
    """Return where dbt's manifest of the compiled project is kept."""
    return cache / f"{fingerprint()}.manifest.json"


def _compile(cache: Path, stored: Path) -> None:
    """Compile in a folder of this process, then move the results into the cache."""
    with tempfile.TemporaryDirectory(dir=cache, prefix="target-") as folder:
        target = Path(folder)
        parsed = cache / "partial_parse.msgpack"
        if parsed.exists():
            shutil.copy(parsed, target)
        dbt("compile", target=target, database=target / "tallyhouse.duckdb")
        compiled = read_dbt_target(target, project=PROJECT)
        compiled.save(target / "compiled.json")
        (target / parsed.name).replace(parsed)
        (target / "manifest.json").replace(manifest_path(cache))
        (target / "compiled.json").replace(stored)


def fingerprint() -> str:
    """Return a hash over everything the compiled SQL depends on."""
    digest = hashlib.sha256(str(FORMAT_VERSION).encode())
    for name in INPUTS:
        root = PROJECT / name
        files = [root] if root.is_file() else sorted(root.rglob("*"))
        for file in files:
            if file.is_file():
                digest.update(str(file.relative_to(PROJECT)).encode() + b"\0")
                digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def dbt(*arguments: str, target: Path, database: Path) -> str:
    """Run one dbt command on the project and return its output, or fail with it."""
    process = subprocess.run(
        [
            Path(sys.executable).with_name("dbt"),
            *arguments,
            *("--project-dir", PROJECT, "--profiles-dir", PROJECT),
            *("--target-path", target, "--log-path", target / "logs"),
        ],
        env=os.environ | {"TALLYHOUSE_CANDIDATE": str(database)},
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )
    if process.returncode:
        message = f"dbt {' '.join(arguments)} failed:\n{process.stdout[-6000:]}"
        raise AssertionError(message)
    return process.stdout
