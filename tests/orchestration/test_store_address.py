"""A home may keep its operational store elsewhere, and its runs read that one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.store.database import open_store, sqlite_url
from orchestration.home import Home
from orchestration.runs.inputs import read_inputs
from orchestration.store_address import VARIABLE, store_url
from tests.app.drafts import FINANCE, draft

TODAY = date(2026, 3, 31)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = sqlite_url(tmp_path / "elsewhere" / "store.sqlite")
    monkeypatch.setenv(VARIABLE, url)
    return url


def test_the_store_that_is_named_is_the_one(elsewhere: str, tmp_path: Path) -> None:
    assert store_url(Home(tmp_path / "home")) == elsewhere


def test_a_home_without_a_store_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    assert store_url(Home(tmp_path / "home")) is None


def test_an_invoice_issued_elsewhere_is_something_new(
    elsewhere: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    home = Home(tmp_path / "home")
    before = read_inputs(home, data, TODAY, owner="books")
    store = open_store(elsewhere)
    empty = read_inputs(home, data, TODAY, owner="books")
    shelf = {draft().invoice_id: draft()}
    work = Workplace(
        store=store,
        read_draft=shelf.get,
        now=lambda: datetime(2026, 4, 1, tzinfo=UTC),
    )
    command = IssueInvoice(draft_id=draft().invoice_id)
    perform(command, actor=FINANCE, op_key="op-1", workplace=work)
    store.close()

    after = read_inputs(home, data, TODAY, owner="books")

    assert before.store is None
    assert empty.store is None
    assert after.store is not None
