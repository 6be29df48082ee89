"""An item billed by its device counts names the counts that its quantity is."""

from datetime import date

import pytest

from app.actions.workplace import workplace_of
from app.preview import CompiledModels
from app.views.billing.lines_explained import LineExplained, explain_lines
from app.warehouse.invoices import InvoiceRow
from app.warehouse.published import current_version
from app.warehouse.reading import read_rows
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9", "3.6")]

COUNTS = (
    ("jan", "2026-01-10T12:00:00Z", 3),
    ("feb", "2026-02-15T08:00:00Z", 9),
    ("feb, later that day", "2026-02-15T12:00:00Z", 4),
    ("mar", "2026-03-20T12:00:00Z", 4),
)
WORLD: dict[str, list[Row]] = {
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"}
    ],
    "subscription_items": [
        {
            "item_id": "servers",
            "subscription_id": "s",
            "product_id": "seat",
            "device_class": "server",
            "device_policy": "prorate",
        }
    ],
    "rmm_device_counts": [
        {
            "event_id": name,
            "company_id": "acme",
            "device_class": "server",
            "device_count": count,
            "observed_at": observed,
        }
        for name, observed, count in COUNTS
    ],
    "issued_invoices": [
        {
            "entity_id": "us",
            "invoice_no": "OLD-1",
            "company_id": "acme",
            "invoice_date": "2026-02-01",
            "due_date": "2026-03-03",
            "currency": "USD",
            "total_minor": "30000",
        }
    ],
    "issued_invoice_lines": [
        {
            "entity_id": "us",
            "invoice_no": "OLD-1",
            "line_no": "1",
            "subscription_id": "s",
            "item_id": "servers",
            "product_id": "seat",
            "kind": "recurring",
            "period_start": "2026-02-01",
            "period_end": "2026-03-01",
            "quantity": "3",
            "amount_minor": "30000",
        }
    ],
}


@pytest.fixture(scope="module")
def lines(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> dict[tuple[str, date | None], LineExplained]:
    """The drafted lines of the servers, by kind and first day."""
    home = tmp_path_factory.mktemp("home")
    con = bill(home, compiled_models, as_of=date(2026, 3, 31), **WORLD)
    publish_billed(home, "r1", con)
    version, everyone = current_version(home), ReaderScope.everyone()
    drafts = [
        row.invoice_id
        for row in read_rows(version, everyone, InvoiceRow)
        if row.source == "draft"
    ]
    store = workplace_of(home).store
    told = [
        one
        for draft in drafts
        for one in explain_lines(draft, version=version, scope=everyone, store=store)
    ]
    store.close()
    return {(one.line.kind, one.line.period_start): one for one in told}


@pytest.mark.parametrize(
    ("kind", "start", "quantity", "sources"),
    [
        ("recurring", "2026-03-01", 4, {"feb, later that day": 4, "mar": 4}),
        ("proration", "2026-02-15", 4, {"feb, later that day": 4}),
        ("credit", "2026-02-15", 3, {"jan": 3, "feb, later that day": 4}),
    ],
)
def test_the_device_counts_that_a_quantity_is_are_named(
    lines: dict[tuple[str, date | None], LineExplained],
    kind: str,
    start: str,
    quantity: int,
    sources: dict[str, int],
) -> None:
    told = lines[kind, date.fromisoformat(start)]

    (read,) = [step for step in told.steps if step.step == "quantity"]
    assert told.line.quantity == quantity
    assert read.source_table == "rmm_device_counts"
    assert read.source_key == next(iter(sources))
    # before them a credit names the line that it credits
    counts = [row for row in told.sources if row.amount_minor is None]
    assert {row.key: row.quantity for row in counts} == sources
    assert {row.table for row in counts} == {"rmm_device_counts"}
    assert "rmm_device_counts.csv, row" in counts[0].place
    others = [row.key for row in told.sources if row not in counts]
    assert others == (["us:OLD-1 line 1"] if kind == "credit" else [])
