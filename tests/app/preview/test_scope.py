"""A change is computed for the companies that it touches, and for no others."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.preview import ChangeKind, CompiledModels, RowChange, what_if
from tests.support.shared import once
from tests.support.versions import version
from tests.support.world import CUSTOMER, REQUIRED, Row

pytestmark = pytest.mark.slow

COMPANIES = ("acme", "other")
ACME = {"price_id": "seat_acme", "company_id": "acme", "effective_from": "2026-02-01"}
TABLES: dict[str, Sequence[Row]] = {
    "companies": tuple({**CUSTOMER, "company_id": name} for name in COMPANIES),
    "prices": (*REQUIRED["prices"], {**REQUIRED["prices"][0], **ACME}),
    "subscriptions": tuple(
        {"subscription_id": name, "company_id": name, "started_on": "2026-01-01"}
        for name in COMPANIES
    ),
    "subscription_items": tuple(
        {"item_id": name, "subscription_id": name, "product_id": "seat"}
        for name in COMPANIES
    ),
}
TIERED = {
    "price_id": "tiered",
    "product_id": "seat",
    "currency": "USD",
    "charge_model": "graduated",
    "interval": "month",
    "effective_from": "2026-01-01",
}
BRACKETS = tuple(
    RowChange("price_brackets", {"price_id": "tiered", **bracket})
    for bracket in ({"up_to": "10", "unit_amount": "500"}, {"unit_amount": "300"})
)


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """Two companies with a seat each, at the list price."""

    def compute(folder: Path) -> None:
        version(folder, compiled_models, as_of=date(2026, 3, 31), **TABLES)

    return once(tmp_path_factory, "two companies", compute)


@pytest.mark.parametrize(
    "change",
    [
        RowChange("prices", {"price_id": "seat_list", "company_id": "acme"}),
        RowChange("prices", {"price_id": "seat_list", "unit_amount": "1"}),
        RowChange("prices", {"price_id": "seat_list"}, ChangeKind.REMOVE),
        RowChange("prices", {"price_id": "seat_acme", "company_id": ""}),
    ],
    ids=["given to one", "changed", "removed", "given to all"],
)
def test_a_price_that_everybody_has_or_had_touches_everybody(
    published: Path, change: RowChange
) -> None:
    assert what_if(published, [change]).companies is None


@pytest.mark.parametrize(
    ("changes", "computed"),
    [
        (
            (RowChange("prices", {**TIERED, "company_id": "acme"}), *BRACKETS),
            ("acme",),
        ),
        ((RowChange("prices", TIERED), *BRACKETS), None),
    ],
    ids=["a company's new price", "a new list price"],
)
def test_brackets_touch_whom_their_price_touches(
    published: Path, changes: Sequence[RowChange], computed: tuple[str, ...] | None
) -> None:
    assert what_if(published, changes).companies == computed
