"""The events behind a metered line: deduplicated, corrected, inside its period."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.preview import CompiledModels
from app.warehouse.derivations import InvoiceLineRow, SourceRow
from app.warehouse.line_sources import sources_of
from app.warehouse.published import current_version
from app.warehouse.reading import read_rows
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9")]

STARTED = "2026-02-01"


def event(name: str, at: str, quantity: int, **more: str) -> Row:
    """An event of Acme's traffic; its first receipt is its instant."""
    row: Row = {"event_id": name, "company_id": "acme", "meter": "gb"}
    return {**row, "occurred_at": at, "quantity": quantity, **more}


EVENTS = [
    event("e1", "2026-02-03T12:00:00Z", 5),
    event("e1", "2026-02-03T12:00:00Z", 5),
    event("e2", "2026-02-20T12:00:00Z", 7),
    event("fix", "2026-02-21T12:00:00Z", 9, corrects_event_id="e2"),
    event("too_early", "2026-01-31T12:00:00Z", 100),
    event("march", "2026-03-02T12:00:00Z", 1000),
]


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """A home with February's traffic drafted, its lake beside it."""
    folder = tmp_path_factory.mktemp("home")
    subscription: Row = {"subscription_id": "s", "company_id": "acme"}
    item: Row = {"item_id": "traffic", "subscription_id": "s", "product_id": "gb"}
    con = bill(
        folder,
        compiled_models,
        as_of=date(2026, 3, 31),
        products=[{"product_id": "gb", "name": "Traffic", "category": "usage"}],
        prices=[
            {
                "price_id": "gb_list",
                "product_id": "gb",
                "currency": "USD",
                "charge_model": "per_unit",
                "unit_amount": 100,
                "effective_from": "2020-01-01",
            }
        ],
        subscriptions=[{**subscription, "started_on": STARTED}],
        subscription_items=[{**item, "started_on": STARTED, "meter": "gb"}],
        usage=EVENTS,
    )
    publish_billed(folder, "r1", con)
    return folder


def february(home: Path) -> InvoiceLineRow:
    lines = read_rows(current_version(home), ReaderScope.everyone(), InvoiceLineRow)
    (line,) = [one for one in lines if one.period_start == date(2026, 2, 1)]
    return line


def sources(home: Path, events_max: int) -> tuple[SourceRow, ...]:
    return sources_of(current_version(home), february(home), events_max=events_max)


def test_single_events_are_named_once_with_their_corrections(home: Path) -> None:
    found = sources(home, 100)

    assert [(row.key, row.quantity) for row in found] == [
        ("e1", Decimal(5)),
        ("e2", Decimal(7)),
        ("fix", Decimal(9)),
    ]
    assert "replaces e2" in found[-1].place
    assert february(home).quantity == 14


def test_too_many_events_are_days_of_the_lake_with_their_count(home: Path) -> None:
    found = sources(home, 1)

    assert all(row.is_rollup for row in found)
    assert sum(row.events for row in found) == 2
    assert sum(row.quantity or 0 for row in found) == february(home).quantity
    assert "lake day 2026-02-03" in found[0].place
