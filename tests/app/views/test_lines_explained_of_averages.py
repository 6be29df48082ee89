"""An average shows how long each value held: value x time is the average x period."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from app.actions.workplace import workplace_of
from app.preview import CompiledModels
from app.views.billing.derivation_rows import as_rows, source_words
from app.views.billing.lines_explained import LineExplained, explain_lines
from app.warehouse.invoices import InvoiceRow
from app.warehouse.published import current_version
from app.warehouse.reading import read_rows
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9", "3.5", "3.6")]

OF_ITEM: Row = {"subscription_id": "s", "started_on": "2026-02-01"}
COUNTED: Row = {"company_id": "acme", "device_class": "server"}
READ: Row = {"company_id": "acme", "meter": "level"}
WORLD: dict[str, list[Row]] = {
    "products": [{"product_id": "level", "name": "Level", "category": "usage"}],
    "prices": [
        {
            "price_id": "level_list",
            "product_id": "level",
            "currency": "USD",
            "charge_model": "per_unit",
            "unit_amount": 100,
            "effective_from": "2020-01-01",
        }
    ],
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-02-01"}
    ],
    "subscription_items": [
        {
            **OF_ITEM,
            "item_id": "servers",
            "product_id": "level",
            "device_class": "server",
            "device_policy": "average",
        },
        {
            **OF_ITEM,
            "item_id": "gauge",
            "product_id": "level",
            "meter": "level",
            "aggregation": "time_weighted_average",
        },
    ],
    "rmm_device_counts": [
        {
            **COUNTED,
            "event_id": name,
            "device_count": count,
            "observed_at": at,
            "received_at": at,
        }
        for name, count, at in (
            ("jan", 10, "2026-01-10T12:00:00Z"),
            ("mar", 4, "2026-03-15T16:28:04Z"),
        )
    ],
    "usage": [
        {
            **READ,
            "event_id": "feb",
            "occurred_at": "2026-02-15T05:00:00Z",
            "quantity": 6,
        }
    ],
}


@pytest.fixture(scope="module")
def lines(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> dict[tuple[str | None, date | None], LineExplained]:
    """The drafted averages of February and March, by item and first day."""
    home = tmp_path_factory.mktemp("home")
    con = bill(home, compiled_models, as_of=date(2026, 4, 1), **WORLD)
    publish_billed(home, "r1", con)
    version, everyone = current_version(home), ReaderScope.everyone()
    store = workplace_of(home).store
    told = [
        one
        for draft in read_rows(version, everyone, InvoiceRow)
        for one in explain_lines(
            draft.invoice_id, version=version, scope=everyone, store=store
        )
    ]
    store.close()
    return {(one.line.item_id, one.line.period_start): one for one in told}


@pytest.mark.parametrize(
    ("item", "start", "held"),
    [
        # March of New York lacks an hour
        (
            "servers",
            "2026-03-01",
            [(10, "347 h 28 min 4 s of 743 h"), (4, "395 h 31 min 56 s of 743 h")],
        ),
        ("servers", "2026-02-01", [(10, "672 h of 672 h")]),
        ("gauge", "2026-02-01", [(0, "336 h of 672 h"), (6, "336 h of 672 h")]),
        ("gauge", "2026-03-01", [(6, "743 h of 743 h")]),
    ],
)
def test_the_values_times_their_time_come_to_the_average(
    lines: dict[tuple[str | None, date | None], LineExplained],
    item: str,
    start: str,
    held: list[tuple[int, str]],
) -> None:
    told = lines[item, date.fromisoformat(start)]
    values = [row for row in told.sources if row.held]

    assert [(row.quantity, row.held.hours) for row in values if row.held] == held
    total = sum(row.held.value_seconds for row in values if row.held)
    seconds = {row.held.period_seconds for row in values if row.held}
    assert sum(row.held.held_seconds for row in values if row.held) == max(seconds)
    assert (total / max(seconds)).quantize(
        Decimal("1e-12"), ROUND_HALF_UP
    ) == told.line.quantity


def test_a_reading_says_how_long_it_held_and_what_was_carried_in_stands_apart(
    lines: dict[tuple[str | None, date | None], LineExplained],
) -> None:
    told = lines["servers", date(2026, 3, 1)]

    words = [source_words(row) for row in told.sources if row.held]
    assert words[0] == (
        "gauge carried in  2026-03-01 05:00:00 UTC  10: 347 h 28 min 4 s of 743 h, "
        "until 2026-03-15 16:28:04 UTC"
    )
    assert words[1].startswith(
        "rmm_device_counts mar  2026-03-15 16:28:04 UTC  4: "
        "395 h 31 min 56 s of 743 h, until 2026-04-01 04:00:00 UTC  "
        "[rmm_device_counts.csv, row"
    )
    rows = [row for row in as_rows(told) if row.get("held_seconds")]
    assert [row["value_seconds"] for row in rows] == ["12508840", "5695664"]
