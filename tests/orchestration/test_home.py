"""Which home a command means, whose books it keeps and who holds it."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from orchestration.home import Home, home_for, last_home, remember
from orchestration.identity import claim, recorded_owner, refuse_earlier
from orchestration.lock import holder, locked
from orchestration.mistakes import (
    EarlierAsOfError,
    ForeignHomeError,
    HomeBusyError,
    NoHomeError,
)

HOLD = """
import sys, time
from pathlib import Path
from orchestration.home import Home
from orchestration.lock import locked
with locked(Home(Path(sys.argv[1])), "a run as of 2026-03-31"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TALLYHOUSE_HOME", raising=False)
    for name in ("acme", "other/acme", "state"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def test_each_folder_gets_a_home_of_its_own(folders: Path) -> None:
    first = home_for(folders / "acme", None, state=folders / "state")
    claim(first, folders / "acme")

    second = home_for(folders / "other/acme", None, state=folders / "state")

    assert first.root == folders / "state" / "acme"
    assert second.root != first.root
    assert home_for(folders / "acme", None, state=folders / "state") == first


def test_a_reader_means_the_home_of_the_last_run(folders: Path) -> None:
    state = folders / "state"
    with pytest.raises(NoHomeError):
        last_home(None, state=state)

    remember(Home(state / "books"), state=state)

    assert last_home(None, state=state) == Home(state / "books")
    assert last_home(folders / "mine", state=state) == Home(folders / "mine")


def test_a_home_that_was_chosen_does_not_become_the_default(folders: Path) -> None:
    state = folders / "state"
    remember(Home(state / "books"), state=state)

    remember(Home(folders / "elsewhere"), state=state)

    assert last_home(None, state=state) == Home(state / "books")


def test_the_setting_names_the_home_and_moves_no_pointer(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYHOUSE_HOME", str(folders / "set"))

    remember(Home(folders / "state" / "books"), state=folders / "state")

    assert last_home(None, state=folders / "state") == Home(folders / "set")
    assert home_for(folders / "acme", None) == Home(folders / "set")
    assert not (folders / "state" / "last").exists()


def test_a_foreign_home_is_refused_by_name(folders: Path) -> None:
    home = Home(folders / "books")
    claim(home, folders / "acme")

    with pytest.raises(ForeignHomeError, match=r"keeps the books of .*/acme, not of"):
        claim(home, folders / "other/acme")

    assert recorded_owner(home) == str(folders / "acme")


def test_an_earlier_day_than_the_published_one_is_refused() -> None:
    refuse_earlier(date(2026, 3, 31), date(2026, 3, 31), "0001-2026-03-31")
    refuse_earlier(date(2026, 3, 31), None, None)

    with pytest.raises(EarlierAsOfError, match="2026-02-28 is before that"):
        refuse_earlier(date(2026, 2, 28), date(2026, 3, 31), "0001-2026-03-31")


def test_a_second_process_is_told_who_holds_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"

        with (
            pytest.raises(
                HomeBusyError, match=re.escape(f"2026-03-31 (process {process.pid})")
            ),
            locked(home, "a second run"),
        ):
            pass
        process.kill()
        process.wait()

    with locked(home, "a third run"):
        assert "a third run" in (holder(home) or "")
    assert holder(home) is None


def test_a_waiting_run_goes_on_when_the_holder_dies(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()

        with locked(Home(tmp_path), "the next run", wait=30) as held:
            assert held.file.closed is False
