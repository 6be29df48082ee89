"""What the documents say is what the code does."""

from ingest import contract_page
from tests.support.repository import ROOT


def test_the_input_page_is_made_from_the_contracts() -> None:
    page = (ROOT / "docs/input.md").read_text("utf-8")

    assert page == contract_page.render(), (
        "make it again: .venv/bin/python -m ingest.contract_page > docs/input.md"
    )
