"""The dictionary says what the database's own comments say."""

from pathlib import Path

from app.warehouse.dictionary import read_dictionary, render_dictionary
from app.warehouse.published import current_version
from tests.app.warehouse.ledgerless import publish_balances


def test_every_column_of_every_mart_is_in_the_dictionary(tmp_path: Path) -> None:
    publish_balances(tmp_path, "r1", acme=100)

    tables = read_dictionary(current_version(tmp_path))

    names = [(t.name, [c.name for c in t.columns]) for t in tables]
    assert names == [
        ("balances", ["company_id", "open_minor"]),
        ("totals", ["open_minor"]),
    ]
    assert tables[0].columns[0].comment == "The company's key."


def test_the_page_is_rendered_from_the_comments(tmp_path: Path) -> None:
    publish_balances(tmp_path, "r1", acme=100)

    page = render_dictionary(read_dictionary(current_version(tmp_path)), "r1")

    assert "published version `r1`" in page
    assert "## marts.balances" in page
    assert "| `open_minor` | BIGINT | What is open. |" in page
