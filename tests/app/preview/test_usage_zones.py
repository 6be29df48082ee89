"""Usage that a version keeps by local days cannot be moved to those of another zone."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels, PreviewError, RowChange, what_if
from tests.support.shared import once
from tests.support.versions import version
from tests.support.world import CUSTOMER, SELLER, Row

pytestmark = pytest.mark.slow

AS_OF = date(2026, 3, 31)
COMPANIES = ("acme", "still")
TABLES: dict[str, Sequence[Row]] = {
    "entities": (
        SELLER,
        {**SELLER, "entity_id": "east", "invoice_prefix": "E"},
        {
            **SELLER,
            "entity_id": "west",
            "invoice_prefix": "W",
            "time_zone": "America/Los_Angeles",
        },
    ),
    "companies": tuple({**CUSTOMER, "company_id": name} for name in COMPANIES),
    "subscriptions": tuple(
        {"subscription_id": name, "company_id": name, "started_on": "2026-01-01"}
        for name in COMPANIES
    ),
    "subscription_items": (
        {
            "item_id": "gb",
            "subscription_id": "acme",
            "product_id": "seat",
            "meter": "gb",
        },
        {"item_id": "seats", "subscription_id": "still", "product_id": "seat"},
    ),
    "usage": (
        {
            "event_id": "e1",
            "company_id": "acme",
            "meter": "gb",
            "occurred_at": "2026-03-01T06:30:00Z",
            "quantity": "1",
        },
    ),
}


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """One company with usage in the night, one without any, and two other sellers."""

    def compute(folder: Path) -> None:
        version(folder, compiled_models, as_of=AS_OF, **TABLES)

    return once(tmp_path_factory, "usage zones", compute)


@pytest.mark.parametrize(
    "change",
    [
        RowChange("entities", {"entity_id": "us", "time_zone": "America/Los_Angeles"}),
        RowChange("companies", {"company_id": "acme", "entity_id": "west"}),
    ],
)
def test_usage_that_would_move_to_other_days_is_refused(
    published: Path, change: RowChange
) -> None:
    said = (
        "usage of acme would move from the local days of America/New_York to those of "
        r"America/Los_Angeles.*`tallyhouse diff`"
    )

    with pytest.raises(PreviewError, match=said):
        what_if(published, [change])


@pytest.mark.parametrize(
    ("company", "entity"), [("acme", "east"), ("still", "west"), ("still", "east")]
)
def test_a_company_whose_days_stay_may_have_another_seller(
    published: Path, company: str, entity: str
) -> None:
    change = RowChange("companies", {"company_id": company, "entity_id": entity})

    answer = what_if(published, [change])

    assert not answer.comparison.is_equal


def test_a_company_that_is_not_asked_for_is_in_nobodys_way(published: Path) -> None:
    change = RowChange(
        "entities", {"entity_id": "us", "time_zone": "America/Los_Angeles"}
    )

    answer = what_if(published, [change], companies=["still"])

    assert answer.companies == ("still",)
