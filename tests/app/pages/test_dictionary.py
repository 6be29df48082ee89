"""The dictionary page shows what the database's comments say."""

from pathlib import Path

import pytest

from tests.app.pages.conftest import Open
from tests.app.warehouse.ledgerless import publish_balances

pytestmark = pytest.mark.slow


def test_a_word_finds_the_table_it_means(tmp_path: Path, open_app: Open) -> None:
    publish_balances(tmp_path, "r1", acme=100)
    app = open_app(tmp_path, page="dictionary")
    assert len(app.expander) == 2

    app.text_input(key="dictionary.search").input("company's key").run()

    assert [section.label for section in app.expander] == ["`marts.balances`"]


def test_a_word_that_finds_nothing_is_said_so(tmp_path: Path, open_app: Open) -> None:
    publish_balances(tmp_path, "r1", acme=100)
    app = open_app(tmp_path, page="dictionary")

    app.text_input(key="dictionary.search").input("weather").run()

    assert not app.expander
    assert "No table or column matches." in [c.value for c in app.caption]
