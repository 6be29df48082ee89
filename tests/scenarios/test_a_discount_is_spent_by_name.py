"""A draft with a discount is issued; the next run knows from it which one is spent."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.preview import CompiledModels, copy_inputs, run
from app.store.database import open_store, sqlite_url
from app.store.invoices import read_frozen
from app.warehouse.drafts import read_draft
from ingest.landing import land_folder
from tests.app.drafts import FINANCE
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill, open_small, write_folder

AS_OF = date(2026, 3, 1)
FEBRUARY = "draft:us:acme:USD:2026-02-01"
SPENT = {"as-large-a": -10000, "as-large-b": 0}


def known(started_on: str) -> dict[str, Iterable[Row]]:
    """A seat of 100.00 a month, and two discounts that each take all of one month."""
    return {
        "subscriptions": [
            {"subscription_id": "s", "company_id": "acme", "started_on": started_on}
        ],
        "subscription_items": [
            {
                "item_id": "seat",
                "subscription_id": "s",
                "product_id": "seat",
                "quantity": 1,
            }
        ],
        "discounts": [
            {
                "discount_id": f"as-large-{name}",
                "company_id": "acme",
                "kind": "amount",
                "value": 10000,
                "duration": "once",
                "starts_on": "2026-01-01",
            }
            for name in "ab"
        ],
    }


def issue(folder: Path, store_url: str) -> None:
    """Issue February's draft from its published version, in a store of its own."""
    store = open_store(store_url)
    workplace = Workplace(
        store=store,
        read_draft=lambda draft_id: read_draft(folder, draft_id),
        now=lambda: datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    )
    command = IssueInvoice(draft_id=FEBRUARY)
    perform(command, actor=FINANCE, op_key="op-1", workplace=workplace)
    with store.reading() as connection:
        frozen = read_frozen(connection, entity_id="us", invoice_no="INV-00001")
    store.close()
    assert frozen is not None
    assert frozen.is_untouched
    assert json.loads(frozen.lines[0].discounts_taken or "") == SPENT


def billed_again(
    folder: Path, models: CompiledModels, store_url: str, tables: dict
) -> duckdb.DuckDBPyConnection:
    """Bill with what the store has issued by now."""
    land_folder(
        write_folder(folder / "data", tables),
        lake=folder / "lake",
        landed=folder / "landed",
        database=folder / "tallyhouse.duckdb",
        as_of=AS_OF,
        store_url=store_url,
    )
    con = open_small()
    copy_inputs(con, folder / "tallyhouse.duckdb")
    run(con, models)
    return con


@pytest.mark.slow
@pytest.mark.rule("5.2", "5.5", "5.6")
def test_an_issued_invoice_spends_the_discounts_it_names_and_no_other(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    store_url = sqlite_url(tmp_path / "store" / "tallyhouse.sqlite")
    then = bill(tmp_path / "then", compiled_models, as_of=AS_OF, **known("2026-02-01"))
    issue(publish_billed(tmp_path / "home", "r1", then), store_url)

    # January comes to light later, and finds both discounts spent
    con = billed_again(
        *(tmp_path / "now", compiled_models.needed_for(["marts.invoice_lines"])),
        *(store_url, known("2026-01-01")),
    )

    assert [
        (*row, json.loads(named or "{}"))
        for *row, named in con.execute(
            "select source, strftime(period_start, '%m'), discount_minor, "
            "discounts_taken from marts.invoice_lines order by period_start"
        ).fetchall()
    ] == [
        ("draft", "01", 0, {}),
        ("issued", "02", -10000, SPENT),
        ("draft", "03", 0, {}),
    ]
