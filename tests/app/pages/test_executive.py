"""The executive page says what the marts say, full and empty."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.pages.conftest import Open
from tests.app.warehouse.northlight import rows
from tests.app.warehouse.published_home import publish

pytestmark = pytest.mark.slow


def _words(app: AppTest) -> str:
    parts = [*app.title, *app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join(str(part.value) for part in parts)


def test_the_headline_figures_are_those_of_the_mart(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path, "r1", rows())

    app = open_app(tmp_path)

    assert not app.exception
    assert [(m.label, m.value, m.delta) for m in app.metric] == [
        ("MRR", "$412.6K", "+1.8%"),
        ("Churn", "1.8%", "-0.3 pp"),
        ("Gross margin", "38.4%", "+1.2 pp"),
        ("LTV", "$48.1K", "+4.1%"),
        ("Overdue", "$61.3K", "+6.2%"),
    ]


def test_the_page_says_as_of_when_and_from_which_version(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path, "r1", rows())

    words = _words(open_app(tmp_path))

    assert "As of 31 March 2026" in words
    assert "Version r1" in words


def test_a_currency_can_be_looked_at_by_itself(tmp_path: Path, open_app: Open) -> None:
    publish(tmp_path, "r1", rows())
    app = open_app(tmp_path)

    app.button_group(key="executive.view").set_value("JPY").run()

    assert app.metric[0].value == "¥37.1M"


def test_companies_at_risk_are_listed_worst_first(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path, "r1", rows())

    table = open_app(tmp_path).dataframe[0].value

    assert list(table["Company"])[:2] == ["Harbor Foods", "Summit Realty"]
    assert table["Why"][0] == "oldest invoice 97 days overdue; 2 failed payments"


def test_alerts_carry_their_urgency_in_words(tmp_path: Path, open_app: Open) -> None:
    publish(tmp_path, "r1", rows())

    words = _words(open_app(tmp_path))

    assert "**Held drafts** · 3" in words
    assert "act" in words
    assert "**Quarantined input rows** · 17" in words


def test_the_next_version_is_shown_after_a_publish(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path, "r1", rows())
    app = open_app(tmp_path)

    publish(tmp_path, "r2", {})
    app.run()

    assert "Version r2" in _words(app)
    assert not app.metric


def test_an_empty_warehouse_is_said_in_words(tmp_path: Path, open_app: Open) -> None:
    publish(tmp_path, "r1", {})

    app = open_app(tmp_path)

    assert not app.exception
    words = _words(app)
    assert "Nothing has been invoiced in the last twelve months." in words
    assert "No company is at risk this month." in words
    assert "Nothing needs a person" in words


def test_a_home_without_a_version_says_what_to_do(
    tmp_path: Path, open_app: Open
) -> None:
    app = open_app(tmp_path)

    assert not app.exception
    assert "No billing run has been published yet" in _words(app)


def test_a_version_without_the_marts_says_which_is_missing(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path, "r1", {}, marts={})

    app = open_app(tmp_path)

    assert not app.exception
    assert "marts.mart_executive_kpis" in _words(app)


def test_a_customer_is_shown_no_page_of_the_seller(
    tmp_path: Path, open_app: Open
) -> None:
    publish(tmp_path, "r1", rows())

    app = open_app(tmp_path, role="customer")

    assert not app.metric
    assert "no page for the role customer" in _words(app)
