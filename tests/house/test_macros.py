"""Every macro is described beside it, argument by argument."""

import json
import re
from pathlib import Path

MINE = "macro.tallyhouse."
BY_NAME_ALONE = ("test_", "materialization_")
"""Macros of which dbt keeps no description: those of a kind of their own."""


def test_every_macro_and_argument_is_described(dbt_manifest: Path) -> None:
    macros = json.loads(dbt_manifest.read_text("utf-8"))["macros"]
    ours = {
        macro["name"]: macro
        for key, macro in macros.items()
        if key.startswith(MINE) and not macro["name"].startswith(BY_NAME_ALONE)
    }

    assert len(ours) > 40
    assert not [name for name, macro in ours.items() if not macro["description"]]
    assert {name: _arguments(macro["macro_sql"]) for name, macro in ours.items()} == {
        name: [one["name"] for one in macro["arguments"] if one["description"]]
        for name, macro in ours.items()
    }


def _arguments(sql: str) -> list[str]:
    found = re.search(r"macro \w+\((.*?)\)", sql, flags=re.DOTALL)
    assert found
    spelled = (one.split("=")[0].strip() for one in found.group(1).split(","))
    return [name for name in spelled if name]
