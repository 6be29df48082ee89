"""Names one file to DuckDB, which otherwise reads `*`, `?` and `[` as patterns."""

import re
from pathlib import Path


def one_file(path: Path) -> str:
    """Return the pattern that matches this file alone."""
    return re.sub(r"([\[*?])", r"[\1]", str(path))
