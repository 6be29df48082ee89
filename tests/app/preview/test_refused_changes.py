"""A change that cannot be previewed is refused with where, what, why and the cure."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.preview import (
    ChangeKind,
    CompiledModels,
    PreviewError,
    RowChange,
    UnreadableModelsError,
    what_if,
)
from tests.support.shared import once
from tests.support.versions import version

AS_OF = date(2026, 3, 31)
SEATS = {
    "subscriptions": (
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"},
    ),
    "subscription_items": (
        {"item_id": "seats", "subscription_id": "s", "product_id": "seat"},
        {
            "item_id": "gb",
            "subscription_id": "s",
            "product_id": "seat",
            "meter": "gb",
        },
    ),
    "usage": (
        {
            "event_id": "e1",
            "company_id": "acme",
            "meter": "gb",
            "occurred_at": "2026-02-01T12:00:00Z",
            "quantity": "1",
        },
    ),
}
ITEM = "subscription_items"
PUT, ADD = ChangeKind.PUT, ChangeKind.ADD
REPLACE, REMOVE = ChangeKind.REPLACE, ChangeKind.REMOVE


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """One company with three seats and a meter, published."""

    def compute(folder: Path) -> None:
        version(folder, compiled_models, as_of=AS_OF, **SEATS)

    return once(tmp_path_factory, "seats and a meter", compute)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (RowChange("price", {}), "no input table price.*Did you mean prices"),
        (
            RowChange(ITEM, {"item_id": "seats", "quantiy": "5"}),
            "no column quantiy.*Did you mean quantity",
        ),
        (RowChange(ITEM, {"quantity": "5"}), "item_id is empty.*key of"),
        (
            RowChange(ITEM, {"item_id": "seats", "quantity": "five"}),
            "quantity `five` is not a plain decimal",
        ),
        (
            RowChange(ITEM, {"item_id": "seats", "quantity": "1.1234567"}),
            "more than 6 digits after",
        ),
        (
            RowChange(ITEM, {"item_id": "seats", "ended_on": "2026-02-30"}),
            "ended_on `2026-02-30` is not a day of the calendar",
        ),
        (
            RowChange(ITEM, {"item_id": "seats", "usage_required": "yes"}),
            "neither true nor false",
        ),
        (
            RowChange(ITEM, {"item_id": "gb", "aggregation": "median"}),
            "aggregation `median` is none of sum",
        ),
        (
            RowChange(ITEM, {"item_id": "gb", "aggregation": "max"}),
            "gb of acme.*sums of its days.*tallyhouse diff",
        ),
        (
            RowChange(ITEM, {"item_id": "more", "product_id": "seat"}, REPLACE),
            "no row with item_id more",
        ),
        (RowChange(ITEM, {"item_id": "more"}, REMOVE), "no row with item_id more"),
        (
            RowChange(ITEM, {"item_id": "seats", "quantity": "5"}, ADD),
            "already has item_id seats",
        ),
        (
            RowChange(ITEM, {"item_id": "more", "subscription_id": "s"}),
            "no row in subscription_items with item_id more, and .* needs product_id",
        ),
        (
            RowChange(ITEM, {"item_id": "nope", "quantity": "5"}),
            r"with item_id nope, and a new one needs subscription_id, product_id\.",
        ),
        (
            RowChange(ITEM, {"item_id": "more", "subscription_id": "s"}, ADD),
            "product_id is empty; a row needs it",
        ),
        (
            RowChange(ITEM, {"item_id": "seats", "product_id": "sea"}),
            "product_id `sea` is not in products",
        ),
        (
            RowChange(
                "subscriptions", {"subscription_id": "s", "ended_on": "2025-01-01"}
            ),
            "ended_on `2025-01-01` is before started_on 2026-01-01",
        ),
        (
            RowChange(
                "subscription_changes",
                {
                    "change_id": "c",
                    "item_id": "seats",
                    "effective_at": "2026-03-01T00:00:00",
                    "quantity": "2",
                },
            ),
            "effective_at `2026-03-01T00:00:00` has no offset",
        ),
        (
            RowChange("prices", {"price_id": "seat_list", "currency": "XXQ"}),
            "currency `XXQ` is not a currency; write its ISO 4217 code",
        ),
        (
            RowChange("usage", {"event_id": "e1"}, REMOVE),
            "usage can only be added",
        ),
        (
            RowChange(
                "usage",
                {
                    "event_id": "fix",
                    "company_id": "acme",
                    "meter": "gb",
                    "occurred_at": "2026-02-02T12:00:00Z",
                    "quantity": "2",
                    "corrects_event_id": "e1",
                },
            ),
            "keeps no single event e1.*difference as quantity",
        ),
        (RowChange("applications", {}, REMOVE), "have no key"),
        (
            RowChange("payments", {"payment_id": "p", "amount_minor": "12.50"}),
            "amount_minor `12.50` is not a whole number; write 12.50 USD as 1250",
        ),
    ],
)
def test_a_refused_change_is_said_in_words(
    published: Path, change: RowChange, said: str
) -> None:
    with pytest.raises(PreviewError, match=said):
        what_if(published, [change], lake=published / "lake")


def test_the_place_of_a_row_is_named(published: Path) -> None:
    change = RowChange("prices", {"price_id": "x"}, where="changes/prices.csv, row 3")

    with pytest.raises(PreviewError, match=r"^changes/prices\.csv, row 3: "):
        what_if(published, [change], lake=published / "lake")


def test_a_company_that_nobody_knows_is_refused(published: Path) -> None:
    with pytest.raises(PreviewError, match="no company acmee"):
        what_if(published, [], companies=["acmee"])


def test_a_day_before_the_published_one_is_refused(published: Path) -> None:
    with pytest.raises(PreviewError, match=r"as of 2026-03-31, and 2026-03-30"):
        what_if(published, [], as_of=date(2026, 3, 30))


def test_a_version_that_states_no_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModelsError, match="--again"):
        what_if(tmp_path, [])


def test_a_version_from_before_usage_was_numbered_is_refused(
    published: Path, tmp_path: Path
) -> None:
    version = tmp_path / "version"
    shutil.copytree(published, version)
    models = version / "compiled.json"
    text = models.read_text(encoding="utf-8")
    assert "usage_series" in text
    models.write_text(text.replace("usage_series", "usage_named"), encoding="utf-8")

    with pytest.raises(PreviewError, match="Run once"):
        what_if(version, [])
