"""Renders the project's SQL macros without dbt, to run them alone in DuckDB."""

import jinja2

from tests.support.repository import ROOT

MACROS = ROOT / "dbt_project/macros"
FOLDERS = ("money", "periods", "pricing", "books", "executive")


def rendered(call: str) -> str:
    """Render one macro call; `ref("x")` in a macro is then a relation called x."""
    files = [
        path for folder in FOLDERS for path in sorted((MACROS / folder).glob("*.sql"))
    ]
    source = "\n".join(path.read_text("utf-8") for path in files)
    templates = jinja2.Environment(autoescape=False)  # noqa: S701  SQL, not HTML
    templates.globals["ref"] = str
    return templates.from_string(source + "\n{{ " + call + " }}").render()
