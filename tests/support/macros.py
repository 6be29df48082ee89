"""Renders the project's SQL macros without dbt, to run them alone in DuckDB."""

from functools import cache
from typing import Any

import jinja2

from tests.support.repository import ROOT

MACROS = ROOT / "dbt_project/macros"
FOLDERS = ("money", "periods", "pricing", "books", "executive", "explaining")
TEMPLATES = jinja2.Environment(autoescape=False)  # noqa: S701  SQL, not HTML


@cache
def rendered(call: str) -> str:
    """Render one macro call; `ref("x")` in a macro is then a relation called x."""
    return TEMPLATES.from_string("{{ " + call + " }}", globals=_macros()).render()


@cache
def _macros() -> dict[str, Any]:
    """Read every macro, once for the process."""
    files = [
        path for folder in FOLDERS for path in sorted((MACROS / folder).glob("*.sql"))
    ]
    source = "\n".join(path.read_text("utf-8") for path in files)
    module = TEMPLATES.from_string(source, globals={"ref": str}).module
    return dict(vars(module))
