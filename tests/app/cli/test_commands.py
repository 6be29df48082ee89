import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.register import all_actions
from app.cli import app
from app.cli.names import ACTION_COMMANDS, HAND_WRITTEN, VIEW_COMMANDS
from app.views.kit import all_views
from tests.app.cli.published_draft import DRAFT_ID, publish_draft

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_draft(tmp_path / "home")
    return tmp_path / "home"


def call(home: Path, *arguments: str) -> int:
    return app([*arguments, "--home", str(home)], result_action="return_value")


def test_a_draft_of_the_published_warehouse_is_issued_by_command(home, capsys):
    assert call(home, "issue-invoice", DRAFT_ID, "--op-key", "op-1") == 0

    told = capsys.readouterr().out
    assert "Issue invoice: done" in told
    assert "ACME-2026-00001" in told
    assert call(home, "issued-invoices", "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["invoice_no"], row["run_id"]) == ("ACME-2026-00001", "run-1")


def test_a_preview_says_that_nothing_changed(home, capsys):
    assert call(home, "issue-invoice", DRAFT_ID, "--preview") == 0
    assert "preview, nothing changed" in capsys.readouterr().out

    call(home, "issued-invoices")
    assert capsys.readouterr().out == "Nothing to show.\n"


def test_repeating_a_key_is_told_and_another_key_is_refused(home, capsys):
    call(home, "issue-invoice", DRAFT_ID, "--op-key", "op-1")

    assert call(home, "issue-invoice", DRAFT_ID, "--op-key", "op-1") == 0
    assert "done before under this key" in capsys.readouterr().out
    assert call(home, "issue-invoice", DRAFT_ID, "--op-key", "op-2") == 1
    assert "stale: already billed" in capsys.readouterr().err


def test_a_home_where_nothing_is_published_says_what_to_do(tmp_path, capsys):
    assert call(tmp_path, "issue-invoice", DRAFT_ID) == 1

    assert "tallyhouse run" in capsys.readouterr().err


def test_what_was_issued_is_delivered_by_command(home, capsys, sandbox):
    call(home, "issue-invoice", DRAFT_ID)

    assert call(home, "deliver", "--stripe-url", sandbox.url) == 0

    assert "2 delivered, 0 to try again, 0 dead" in capsys.readouterr().out
    assert sandbox.counts()["invoice"] == 1
    assert call(home, "deliveries", "--status", "done", "--format", "csv") == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.startswith("outbox_key,kind,company_id,status,attempts")
    assert len(rows) == 2


def test_a_delivery_that_failed_is_not_a_success(home, capsys, sandbox):
    call(home, "issue-invoice", DRAFT_ID)
    sandbox.order("error_before", path="/v1/customers", times=100)
    url = sandbox.url

    assert call(home, "deliver", "--stripe-url", url) == 1
    assert "1 to try again" in capsys.readouterr().out


def test_the_log_is_verified_by_command(home, capsys):
    call(home, "issue-invoice", DRAFT_ID)

    assert call(home, "verify-log") == 0
    assert "The log is sound." in capsys.readouterr().out


def test_a_token_is_shown_once_and_stored_as_a_hash_only(home, capsys):
    assert call(home, "create-api-token", "bot", "finance") == 0
    secret = capsys.readouterr().out.strip()

    stored = b"".join(path.read_bytes() for path in (home / "store").iterdir())
    assert secret.startswith("tally_")
    assert secret.encode() not in stored


def test_the_commands_are_the_offered_actions_and_the_views():
    assert list(ACTION_COMMANDS) == [a.name for a in all_actions() if a.is_offered]
    assert list(VIEW_COMMANDS) == [view.name for view in all_views()]


@pytest.mark.parametrize(
    "name", [*ACTION_COMMANDS, *VIEW_COMMANDS, *HAND_WRITTEN], ids=str
)
def test_every_command_has_help(name, capsys):
    app([name.replace("_", "-"), "--help"], result_action="return_value")

    assert "--home" in capsys.readouterr().out


def test_naming_the_commands_imports_nothing_heavy():
    script = (
        "import sys; import app.cli; "
        "heavy = {'sqlalchemy', 'pydantic', 'stripe', 'fastapi', 'duckdb'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": "."},
    )

    assert answer.stdout == "[]\n"
