"""Remembers when each content was first landed, under whatever name."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

REGISTRY = "contents.json"


def first_landings(
    landed: Path, contents: Iterable[str], now: datetime
) -> dict[str, datetime]:
    """Return when each content was first landed, `now` where it is new."""
    known = _read(landed)
    return {
        sha256: datetime.fromisoformat(known[sha256]) if sha256 in known else now
        for sha256 in sorted(set(contents))
    }


def remember(landed: Path, landings: dict[str, datetime]) -> None:
    """Add these landings to the registry, written aside and renamed."""
    known = _read(landed)
    added = {sha256: instant.isoformat() for sha256, instant in landings.items()}
    landed.mkdir(parents=True, exist_ok=True)
    aside = landed / f"{REGISTRY}.aside"
    aside.write_text(json.dumps({**added, **known}, indent=1, sort_keys=True))
    os.replace(aside, landed / REGISTRY)


def _read(landed: Path) -> dict[str, str]:
    path = landed / REGISTRY
    return json.loads(path.read_text()) if path.exists() else {}
