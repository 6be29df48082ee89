"""A change that is previewed and then really made gives the same invoices."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.preview import (
    Change,
    ChangeKind,
    CompiledModels,
    RowChange,
    what_if,
)
from orchestration.comparison import compare_versions
from tests.support.versions import really_made, version
from tests.support.world import CUSTOMER, REQUIRED, Row

AS_OF = date(2026, 3, 31)
TABLES: dict[str, Sequence[Row]] = {
    "companies": (
        CUSTOMER,
        {**CUSTOMER, "company_id": "group", "name": "Group"},
        {
            **CUSTOMER,
            "company_id": "child",
            "parent_company_id": "group",
            "bill_to_parent": "true",
        },
        {**CUSTOMER, "company_id": "other", "name": "Other"},
    ),
    "products": (
        *REQUIRED["products"],
        {"product_id": "backup", "name": "Backup", "category": "usage"},
        {"product_id": "setup", "name": "Setup", "category": "one_off"},
    ),
    "prices": (
        *REQUIRED["prices"],
        {
            "price_id": "backup_list",
            "product_id": "backup",
            "currency": "USD",
            "charge_model": "per_unit",
            "unit_amount": "12.5",
            "interval": "month",
        },
        {
            "price_id": "setup_list",
            "product_id": "setup",
            "currency": "USD",
            "charge_model": "per_unit",
            "unit_amount": "5000",
        },
    ),
    "subscriptions": tuple(
        {
            "subscription_id": f"s-{company}",
            "company_id": company,
            "started_on": "2026-01-01",
        }
        for company in ("acme", "group", "child", "other")
    ),
    "subscription_items": (
        *(
            {
                "item_id": f"seats-{company}",
                "subscription_id": f"s-{company}",
                "product_id": "seat",
                "quantity": "3",
            }
            for company in ("acme", "group", "child", "other")
        ),
        *(
            {
                "item_id": f"{meter}-acme",
                "subscription_id": "s-acme",
                "product_id": "backup",
                "meter": meter,
                "aggregation": aggregation,
            }
            for meter, aggregation in (("gb", "sum"), ("level", "max"))
        ),
    ),
    "usage": tuple(
        {
            "event_id": f"{meter}{day}",
            "company_id": "acme",
            "meter": meter,
            "occurred_at": f"2026-02-{day:02}T12:00:00Z",
            "quantity": str(day),
        }
        for meter in ("gb", "level")
        for day in (1, 9, 17)
    ),
    "issued_invoices": (
        {
            "entity_id": "us",
            "invoice_no": "OLD-1",
            "company_id": "acme",
            "invoice_date": "2026-02-01",
            "due_date": "2026-03-03",
            "currency": "USD",
            "total_minor": "60000",
        },
    ),
    "issued_invoice_lines": tuple(
        {
            "entity_id": "us",
            "invoice_no": "OLD-1",
            "line_no": str(place),
            "subscription_id": "s-acme",
            "item_id": "seats-acme",
            "product_id": "seat",
            "kind": "recurring",
            "period_start": f"2026-{place:02}-01",
            "period_end": f"2026-{place + 1:02}-01",
            "quantity": "3",
            "amount_minor": "30000",
        }
        for place in (1, 2)
    ),
}


def correction(event: str, quantity: str, day: int = 20, **more: str) -> RowChange:
    """Let an event of the meter that is read whole say something else."""
    given = {
        "event_id": f"{event} by {day}",
        "company_id": "acme",
        "meter": "level",
        "occurred_at": f"2026-03-{day}T12:00:00Z",
        "quantity": quantity,
        "corrects_event_id": event,
    }
    return RowChange("usage", {**given, **more})


STORIES: dict[str, tuple[RowChange, ...]] = {
    "a price override": (
        RowChange(
            "price_overrides",
            {
                "override_id": "o",
                "company_id": "acme",
                "product_id": "seat",
                "kind": "percent",
                "value": "10",
                "effective_from": "2026-01-01",
                "approved_by": "dana",
            },
        ),
    ),
    "another quantity from the middle of a month": (
        RowChange(
            "subscription_changes",
            {
                "change_id": "c",
                "item_id": "seats-acme",
                "effective_at": "2026-02-15T05:00:00Z",
                "quantity": "5",
            },
        ),
    ),
    "another quantity from the start": (
        RowChange(
            "subscription_items",
            {"item_id": "seats-other", "quantity": "4"},
            ChangeKind.REPLACE,
        ),
    ),
    "a contract with a discount and shorter terms": (
        RowChange(
            "contracts",
            {
                "contract_id": "k",
                "company_id": "acme",
                "starts_on": "2026-01-01",
                "ends_on": "2027-01-01",
                "discount_percent": "20",
                "payment_terms_days": "14",
                "status": "active",
            },
        ),
        RowChange("subscriptions", {"subscription_id": "s-acme", "contract_id": "k"}),
    ),
    "a new item": (
        RowChange(
            "subscription_items",
            {
                "item_id": "more",
                "subscription_id": "s-acme",
                "product_id": "seat",
                "started_on": "2026-03-10",
                "quantity": "2",
            },
            ChangeKind.ADD,
        ),
    ),
    "a cancellation": (
        RowChange(
            "subscriptions", {"subscription_id": "s-acme", "ended_on": "2026-02-15"}
        ),
    ),
    "late usage": (
        RowChange(
            "usage",
            {
                "event_id": "late",
                "company_id": "acme",
                "meter": "gb",
                "occurred_at": "2026-02-20T12:00:00Z",
                "received_at": "2026-03-20T12:00:00Z",
                "quantity": "100.5",
            },
        ),
    ),
    "late usage of a meter read event by event": (
        RowChange(
            "usage",
            {
                "event_id": "late",
                "company_id": "acme",
                "meter": "level",
                "occurred_at": "2026-03-01T03:30:00Z",
                "quantity": "44",
            },
        ),
    ),
    "a correction of an event that is kept": (correction("level17", "40"),),
    "a correction of a correction": (
        correction("level17", "40"),
        correction("level17", "60", day=25),
    ),
    "a correction that came too late": (
        correction("level17", "40"),
        correction("level9", "90", day=31, received_at="2026-09-01T12:00:00Z"),
    ),
    "a list price that everybody pays": (
        RowChange("prices", {"price_id": "seat_list", "unit_amount": "11000"}),
    ),
    "a child that pays for itself": (
        RowChange("companies", {"company_id": "child", "bill_to_parent": "false"}),
    ),
    "a company that joins a family": (
        RowChange(
            "companies",
            {
                "company_id": "other",
                "parent_company_id": "group",
                "bill_to_parent": "true",
            },
        ),
    ),
    "a subscription that never was": (
        RowChange("subscriptions", {"subscription_id": "s-other"}, ChangeKind.REMOVE),
    ),
    "a one-off charge": (
        RowChange(
            "one_off_charges",
            {
                "charge_id": "x",
                "company_id": "child",
                "product_id": "setup",
                "charged_on": "2026-03-05",
                "quantity": "1",
            },
        ),
    ),
    "a payment": (
        RowChange(
            "payments",
            {
                "payment_id": "p",
                "company_id": "acme",
                "received_at": "2026-03-02T09:00:00Z",
                "amount_minor": "12300",
                "currency": "USD",
                "invoice_no": "OLD-1",
            },
        ),
    ),
    "a company that is new": (
        RowChange("companies", {**CUSTOMER, "company_id": "fresh"}),
        RowChange(
            "subscriptions",
            {
                "subscription_id": "s-fresh",
                "company_id": "fresh",
                "started_on": "2026-03-01",
            },
        ),
        RowChange(
            "subscription_items",
            {"item_id": "i", "subscription_id": "s-fresh", "product_id": "seat"},
        ),
    ),
}


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """The small world, as a run publishes it."""
    folder = tmp_path_factory.mktemp("published")
    return version(folder, compiled_models, as_of=AS_OF, **TABLES)


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_a_preview_is_what_really_happens(
    story: str, published: Path, compiled_models: CompiledModels, tmp_path: Path
) -> None:
    changes = STORIES[story]

    previewed = what_if(published, changes, lake=published / "lake").comparison
    made = version(
        tmp_path, compiled_models, as_of=AS_OF, **really_made(TABLES, changes)
    )
    happened = compare_versions(
        published / "tallyhouse.duckdb", made / "tallyhouse.duckdb"
    )

    assert not happened.is_equal
    assert [row for row in previewed.lines if row.change is not Change.SAME] == list(
        happened.lines
    )
    assert previewed.invoices == happened.invoices
    assert previewed.mrr == happened.mrr
    assert previewed.totals == happened.totals
