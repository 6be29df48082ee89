"""The command's options become the settings that the pages read."""

import os
from pathlib import Path

import pytest

from app.components.settings import app_settings
from app.domain.actors import Role
from app.run.__main__ import parse
from app.run.server import tell_environment


def test_the_options_reach_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "STORE_URL", "USER", "ROLE"):
        monkeypatch.setenv(f"TALLYHOUSE_{name}", "")
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "true")
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "1")
    settings, port = parse(
        ["--home", str(tmp_path), "--port", "9001", "--role", "executive"]
    )

    tell_environment(settings, port=port)

    assert app_settings() == settings
    assert settings.actor.role is Role.EXECUTIVE
    assert settings.store_url is None


def test_telemetry_is_off_and_the_address_is_loopback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BROWSER_GATHER_USAGE_STATS", "SERVER_ADDRESS", "SERVER_PORT"):
        monkeypatch.setenv(f"STREAMLIT_{name}", "x")
    for name in ("HOME", "STORE_URL", "USER", "ROLE"):
        monkeypatch.setenv(f"TALLYHOUSE_{name}", "")
    settings, port = parse(["--home", str(tmp_path)])

    tell_environment(settings, port=port)

    assert os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] == "false"
    assert os.environ["STREAMLIT_SERVER_ADDRESS"] == "127.0.0.1"


def test_the_system_is_nobodys_role(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--home", ".", "--role", "system"])

    assert "invalid choice" in capsys.readouterr().err
