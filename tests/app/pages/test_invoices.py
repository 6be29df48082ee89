"""A draft is issued from the page: chosen, previewed, confirmed, once."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.actions.workplace import workplace_of
from app.store.invoices import numbers_of_draft
from tests.app.pages.conftest import Open
from tests.app.warehouse.acme import DRAFT_ID
from tests.app.warehouse.billed import PublishAcme
from tests.app.warehouse.published_home import publish

pytestmark = pytest.mark.slow


def _numbers(home: Path) -> list[str]:
    store = workplace_of(home).store
    with store.reading() as connection:
        numbers = list(numbers_of_draft(connection, DRAFT_ID))
    store.close()
    return numbers


def _choose(app: AppTest) -> AppTest:
    return app.selectbox(key="invoices.found").select_index(0).run()


def _words(app: AppTest) -> str:
    parts = [*app.success, *app.error, *app.caption, *app.info, *app.warning]
    return "\n".join(str(part.value) for part in parts)


def test_drafts_come_first_with_their_company_and_total(
    tmp_path: Path, publish_acme: PublishAcme, open_app: Open
) -> None:
    publish_acme(tmp_path)

    app = open_app(tmp_path, page="invoices")

    table = app.dataframe[0].value
    assert not app.exception
    assert list(table["Company"]) == ["Acme Dental"]
    assert list(table["Total"]) == ["300.00 USD"]


def test_a_preview_shows_the_invoice_and_issues_nothing(
    tmp_path: Path, publish_acme: PublishAcme, open_app: Open
) -> None:
    publish_acme(tmp_path)
    app = _choose(open_app(tmp_path, page="invoices"))

    app.button(key="invoices.issue.open").click().run()

    assert not app.exception
    assert "Nothing has happened yet" in _words(app)
    (shown,) = [table.value for table in app.table if "Value" in table.value]
    assert "INV-00003" in list(shown["Value"])
    assert "300.00 USD" in list(shown["Value"])
    assert _numbers(tmp_path) == []


def test_a_confirmed_draft_is_issued_once(
    tmp_path: Path, publish_acme: PublishAcme, open_app: Open
) -> None:
    publish_acme(tmp_path)
    app = _choose(open_app(tmp_path, page="invoices"))
    app.button(key="invoices.issue.open").click().run()

    app.button(key="invoices.issue.do").click().run()

    assert not app.exception
    assert "Invoice INV-00003 is issued" in _words(app)
    assert _numbers(tmp_path) == ["INV-00003"]


def test_a_draft_that_was_issued_is_refused_with_its_number(
    tmp_path: Path, publish_acme: PublishAcme, open_app: Open
) -> None:
    publish_acme(tmp_path)
    app = _choose(open_app(tmp_path, page="invoices"))
    app.button(key="invoices.issue.open").click().run()
    app.button(key="invoices.issue.do").click().run()

    app.button(key="invoices.issue.open").click().run()

    assert "already billed" in _words(app)
    assert "INV-00003" in _words(app)
    assert _numbers(tmp_path) == ["INV-00003"]


def test_an_executive_is_told_who_may_issue(
    tmp_path: Path, publish_acme: PublishAcme, open_app: Open
) -> None:
    publish_acme(tmp_path)
    app = _choose(open_app(tmp_path, role="executive", page="invoices"))

    app.button(key="invoices.issue.open").click().run()

    assert "The role executive may not issue invoice" in _words(app)
    assert _numbers(tmp_path) == []


def test_an_empty_list_is_said_in_words(tmp_path: Path, open_app: Open) -> None:
    publish(tmp_path, "r1", {})

    app = open_app(tmp_path, page="invoices")

    assert not app.exception
    assert "There are no invoices and no drafts in this version." in _words(app)


@pytest.mark.rule("5.9")
def test_a_chosen_invoice_says_why_each_line_is_what_it_is(
    tmp_path: Path, publish_acme: PublishAcme, open_app: Open
) -> None:
    publish_acme(tmp_path)

    app = _choose(open_app(tmp_path, page="invoices"))

    steps = list(app.table[0].value["Step"])
    assert not app.exception
    assert (
        "recurring seat for acme" in app.selectbox(key="invoices.why.line").options[0]
    )
    assert steps[:3] == [
        "Price seat_list, the list price",
        "Quantity: 3",
        "3 x USD 100.00 = USD 300.00",
    ]
    assert list(app.table[0].value["So far"])[-1] == "300.00 USD"
