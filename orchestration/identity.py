"""A home belongs to one data set and its books only move forward."""

import json
from datetime import date
from pathlib import Path

from orchestration.home import Home, owner_name
from orchestration.mistakes import EarlierAsOfError, ForeignHomeError


def recorded_owner(home: Home) -> str | None:
    """Return the data set recorded at the home's first use."""
    if not home.identity.exists():
        return None
    return json.loads(home.identity.read_text("utf-8"))["data"]


def refuse_foreign(home: Home, data: Path) -> None:
    """Refuse a home that keeps the books of another data set, and say which."""
    owner = recorded_owner(home)
    if owner is not None and owner != owner_name(data):
        raise ForeignHomeError(home.root, owner, data)


def claim(home: Home, data: Path) -> None:
    """Record at first use whose books this home keeps."""
    refuse_foreign(home, data)
    if home.identity.exists():
        return
    home.root.mkdir(parents=True, exist_ok=True)
    aside = home.identity.with_suffix(".new")
    aside.write_text(json.dumps({"format": 1, "data": owner_name(data)}) + "\n")
    aside.replace(home.identity)


def refuse_earlier(asked: date, published: date | None, run: str | None) -> None:
    """Refuse to bill a date before the one that is published."""
    if published is not None and asked < published:
        raise EarlierAsOfError(asked, published, run or "unknown")
