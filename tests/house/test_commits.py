"""Nothing that belongs to one machine, one registry or one person is committed."""

import re

import pytest

from tests.support.repository import ROOT, tracked

FORBIDDEN = {
    "a path of a machine": r"(?<![\w.])/(?:home|Users|root|work)/[\w.-]+/",
    "a registry host": r"(?:files\.)?pythonhosted\.org|pypi\.org/simple"
    r"|registry\.npmjs\.org|deb\.debian\.org",
    "a live Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{8,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
}
TEXT = (".py", ".sql", ".yml", ".toml", ".md", ".txt", ".sh", ".csv", ".json", "")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    this = ROOT / "tests/house/test_commits.py"

    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix in TEXT and path != this
        for match in pattern.finditer(path.read_text("utf-8", errors="replace"))
    ]

    assert not found


def test_there_is_no_lock_file_with_hosts() -> None:
    assert not (ROOT / "uv.lock").exists()


def test_every_requirement_is_pinned_and_hashed() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"(?m)^[a-z0-9][\w.-]*(?:\[[\w,.-]+\])?==[^\s\\]+.*\\$", text)
        starts = re.findall(r"(?m)^[a-z0-9].*$", text)

        assert len(pins) == len(starts) > 50
        assert text.count("--hash=sha256:") >= len(pins)
