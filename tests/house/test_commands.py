"""The commands that README and CONTRIBUTING show do run."""

import re
import shlex
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.books import Books
from tests.support.repository import ROOT, tool

PAGES = ("README.md", "CONTRIBUTING.md", "dbt_project/README.md", "tests/README.md")
DRAFT = "draft:us:acme:USD:2026-02-01"
HOUSE = ".venv/bin/tallyhouse"


def _commands(page: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [re.sub(r"\s+#.*", "", line).strip() for line in lines if line]


SHOWN = sorted({command for page in PAGES for command in _commands(page)})
OURS = [command for command in SHOWN if command.startswith(HOUSE)]
MADE = [command for command in SHOWN if command.startswith("make")]
TESTS = [command for command in SHOWN if command.startswith(".venv/bin/pytest")]


def test_every_shown_command_is_of_a_kind_that_is_tried() -> None:
    assert len(SHOWN) == len(OURS) + len(MADE) + len(TESTS)
    assert len(OURS) >= 5
    assert {"make run", "make test", "make check"} <= set(MADE)


@pytest.mark.parametrize("command", MADE)
def test_make_knows(command: str) -> None:
    planned = subprocess.run(
        [*shlex.split(command), "-n"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert planned.returncode == 0, planned.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", TESTS)
def test_pytest_finds(command: str) -> None:
    name, *arguments = shlex.split(command.removeprefix(".venv/bin/"))
    found = tool(name, *arguments, "--collect-only", "-q", "-p", "no:cacheprovider")

    assert found.returncode == 0, found.stdout[-2000:]


@pytest.mark.full_run
@pytest.mark.parametrize("command", OURS)
def test_the_house_answers(command: str, books: Books, tmp_path: Path) -> None:
    spoken = (
        command.removeprefix(HOUSE)
        .replace("DRAFT", DRAFT)
        .replace("harborview-dental:m365-premium", "seats")
        .replace("--data folder", f"--data {shlex.quote(str(books.data))}")
        .replace("--home books/acme", f"--home {shlex.quote(str(books.home.root))}")
    )
    arguments = shlex.split(spoken)
    if arguments[0] == "sandbox":
        _starts_and_stays(books, [*arguments, "--db", str(tmp_path / "s.sqlite")])
        return

    answered = books.tallyhouse(*arguments)

    assert answered.returncode == 0, answered.stdout + answered.stderr
    assert answered.stdout.strip()


def _starts_and_stays(books: Books, arguments: list[str]) -> None:
    """See that a server is still there after a moment, then stop it."""
    command = [str(ROOT / HOUSE), *arguments, "--port", "0"]
    with subprocess.Popen(
        command, env=books.environment(), stdout=subprocess.DEVNULL
    ) as process:
        time.sleep(3)
        assert process.poll() is None
        process.terminate()
