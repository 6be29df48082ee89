"""The style and the arrows between rooms hold everywhere."""

import hashlib
import tomllib

import pytest

from tests.support.repository import ROOT, tool, tracked

SQL = ("dbt_project/models", "dbt_project/macros", "dbt_project/tests")
COMMANDS = {
    "ruff": ("ruff", "check", "--output-format", "concise", "."),
    "python_format": ("ruff", "format", "--check", "."),
    "sql_format": ("sqlfmt", "--check", "--no-progressbar", *SQL),
    "arrows": ("lint-imports",),
}
TYPED = (
    *("orchestration/*.py", "ingest/*.py", "app/*.py", "models_ml/*.py"),
    *("pyproject.toml", "requirements.txt", "requirements-dev.txt"),
)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_tool_finds_nothing(name: str) -> None:
    found = tool(*COMMANDS[name])

    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-2000:]


def test_the_types_agree(pytestconfig: pytest.Config) -> None:
    """It takes twenty seconds, so the same files are not asked about twice."""
    assert pytestconfig.cache is not None
    asked = hashlib.sha256()
    for path in tracked(*TYPED):
        asked.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    if pytestconfig.cache.get("house/types", None) == asked.hexdigest():
        return

    found = tool("basedpyright", "--level", "error")

    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-2000:]
    pytestconfig.cache.set("house/types", asked.hexdigest())


def test_the_typed_rooms_are_those_that_are_watched() -> None:
    given = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    rooms = given["tool"]["basedpyright"]["include"]
    assert {f"{room}/*.py" for room in rooms} <= set(TYPED)


def test_the_arrows_are_declared() -> None:
    contract = (ROOT / "pyproject.toml").read_text("utf-8")

    assert contract.count("[[tool.importlinter.contracts]]") >= 10
    assert 'source_modules = ["ingest", "app", "models_ml"]' in contract


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py", "*.sql")
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert not long


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {"utils.py", "helpers.py", "common.py", "misc.py"}

    assert not [path for path in tracked("*.py") if path.name in names]


def test_test_folders_are_not_packages() -> None:
    assert not tracked("tests/**/__init__.py")
