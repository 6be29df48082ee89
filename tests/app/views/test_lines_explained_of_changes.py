"""An adjustment says which issued line was what and is, in text, rows and file."""

from datetime import date

import pytest

from app.actions.workplace import workplace_of
from app.preview import CompiledModels
from app.views.billing.derivation_rows import as_rows, as_text
from app.views.billing.lines_explained import LineExplained, explain_lines
from app.warehouse.published import current_version
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9", "5.4")]

DRAFT_ID = "draft:us:acme:USD:2026-03-01"
USED: Row = {"company_id": "acme", "meter": "gb"}
OF_ITEM: Row = {"subscription_id": "s", "item_id": "traffic", "product_id": "gb"}
ISSUED: Row = {"entity_id": "us", "invoice_no": "2026-0007"}
WORLD: dict[str, list[Row]] = {
    "products": [{"product_id": "gb", "name": "Traffic", "category": "usage"}],
    "prices": [
        {
            "price_id": "gb_list",
            "product_id": "gb",
            "currency": "USD",
            "charge_model": "per_unit",
            "unit_amount": 100,
            "effective_from": "2020-01-01",
        }
    ],
    "subscriptions": [
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"}
    ],
    "subscription_items": [{**OF_ITEM, "started_on": "2026-01-01", "meter": "gb"}],
    "usage": [
        {
            **USED,
            "event_id": "first",
            "occurred_at": "2026-01-10T12:00:00Z",
            "quantity": 12,
        },
        {
            **USED,
            "event_id": "late",
            "occurred_at": "2026-01-20T12:00:00Z",
            "received_at": "2026-02-10T12:00:00Z",
            "quantity": "3.5",
        },
    ],
    "issued_invoices": [
        {
            **ISSUED,
            "company_id": "acme",
            "invoice_date": "2026-02-01",
            "due_date": "2026-03-03",
            "currency": "USD",
            "total_minor": 1200,
        }
    ],
    "issued_invoice_lines": [
        {
            **ISSUED,
            **OF_ITEM,
            "line_no": 3,
            "kind": "usage",
            "meter": "gb",
            "period_start": "2026-01-01",
            "period_end": "2026-02-01",
            "quantity": 12,
            "amount_minor": 1200,
        }
    ],
}


@pytest.fixture(scope="module")
def adjustment(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> LineExplained:
    """The adjustment of January, of which some traffic was received in February."""
    home = tmp_path_factory.mktemp("home")
    con = bill(home, compiled_models, as_of=date(2026, 3, 31), **WORLD)
    publish_billed(home, "r1", con)
    store = workplace_of(home).store
    version, everyone = current_version(home), ReaderScope.everyone()
    told = explain_lines(DRAFT_ID, version=version, scope=everyone, store=store)
    store.close()
    (found,) = [one for one in told if one.line.kind == "prior_period_adjustment"]
    return found


def test_the_text_says_what_the_issued_line_was_and_is(
    adjustment: LineExplained,
) -> None:
    told = as_text(adjustment)

    assert (
        "Adjusts invoice 2026-0007 (us:2026-0007) line 3: was USD 12.00, is USD 15.50, "
        "difference USD 3.50"
    ) in told
    assert (
        "issued_invoice_lines us:2026-0007 line 3  2026-02-01  12.00 USD  "
        "[adjusted of invoice 2026-0007, usage from 1 Jan 2026 to 31 Jan 2026]"
    ) in told


def test_the_rows_name_the_line_with_its_exact_amount(
    adjustment: LineExplained,
) -> None:
    rows = as_rows(adjustment)

    (step,) = [row for row in rows if row.get("step") == "adjusts"]
    other, *events = [row for row in rows if row["row"] == "source"]
    assert (step["base_minor"], step["whole_minor"]) == (1200, 1550)
    assert step["change_minor"] is None
    assert step["source_key"] == other["key"] == "us:2026-0007 line 3"
    assert (other["table"], other["amount_minor"]) == ("issued_invoice_lines", 1200)
    assert [row["key"] for row in events] == ["first", "late"]
