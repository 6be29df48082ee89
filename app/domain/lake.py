"""Names a home's lake in the SQL by which a version says what it read of it."""

import re
from collections.abc import Iterable
from pathlib import Path

LAKE = "<lake>"
"""Stands for the lake's folder, which may move."""


def united(reads: Iterable[str], lake: Path) -> str:
    """Return the SQL of all rows of these reads of a version, from the lake there.

    Brackets and the like are no patterns in the lake's name.
    """
    here = re.sub(r"([\[*?])", r"[\1]", str(lake)).replace("'", "''")
    return " union all by name ".join(
        f"from {one.replace(LAKE, here)}" for one in reads
    )
