"""Inclusive tax: what was issued net is compared with what is rated gross."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.conftest import World
from tests.support.issuing import issue_drafts, total_by_company
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

MARCH_1, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)
CURRENCIES = {"USD": 2, "JPY": 0, "KWD": 3}
STORIES = (
    *("changed", "left", "late_usage", "late_minimum", "corrected", "committed"),
    *("minimum", "discounted", "noted", "noted_whole"),
)
NOTED = {"noted", "noted_whole"}


def known(currency: str) -> World:
    """What was known on March 1 about a German customer for each story."""
    world = World()
    world.tables["entities"].append({**SELLER, "currency": currency})
    world.add(
        "tax_rates",
        tax_rate_id="vat",
        country="DE",
        percent=19,
        inclusive=True,
    )
    world.product("rent")
    world.price("rent", currency=currency, unit_amount="9999", interval="month")
    world.product("floor")
    world.price(
        *("floor",),
        currency=currency,
        unit_amount="101",
        interval="month",
        minimum_minor=1003,
    )
    world.product("gb", category="usage")
    world.price("gb", currency=currency, unit_amount="7")
    world.product("least", category="usage")
    world.price("least", currency=currency, unit_amount="7", minimum_minor=1000)
    for story in STORIES:
        world.company(story, country="DE", currency=currency)
    for story in ("changed", "left", "discounted", *NOTED):
        world.subscribe(story, "rent")
    world.subscribe("minimum", "floor")
    world.subscribe("committed", "rent", started_on="2026-02-01", contract_id="c")
    world.add(
        "contracts",
        contract_id="c",
        company_id="committed",
        type="msa",
        starts_on="2026-02-01",
        committed_minor=25000,
        commitment_interval="month",
        currency=currency,
        status="active",
    )
    world.add(
        "discounts",
        discount_id="tenth",
        company_id="discounted",
        kind="percent",
        value=10,
        duration="forever",
        starts_on="2026-01-01",
    )
    for story, product in (
        *(("late_usage", "gb"), ("late_minimum", "least"), ("corrected", "least")),
    ):
        world.subscribe(story, product, meter="gb", started_on="2026-02-01")
        world.use(story, "2026-02-10T12:00:00Z", "1001", event_id=f"{story}-first")
    return world


def learned(world: World, currency: str) -> World:
    """What came to light after the invoices of March 1 were issued."""
    after = {"received_at": "2026-03-05T12:00:00Z"}
    world.change("changed", "2026-03-11T16:00:00Z", quantity=3)
    ended = {"left", "discounted", *NOTED}
    world.tables["subscriptions"] = [
        {**row, "ended_on": "2026-03-12"} if row["subscription_id"] in ended else row
        for row in world.tables["subscriptions"]
    ]
    for story, amount in (("noted", 5000), ("noted_whole", 9999)):
        world.add(
            "credit_notes",
            credit_note_no=story,
            entity_id="us",
            invoice_no=f"N:us:{story}:{currency}:2026-03-01",
            issued_on="2026-03-05",
            amount_minor=amount,
        )
    world.use("late_usage", "2026-02-20T12:00:00Z", "333", **after)
    world.use("late_minimum", "2026-02-20T12:00:00Z", "13", **after)
    world.use(
        *("corrected", "2026-02-10T12:00:00Z", "2"),
        corrects_event_id="corrected-first",
        **after,
    )
    return world


@dataclass(frozen=True)
class Told:
    """One world billed in two steps, and the same world billed right at once."""

    in_steps: duckdb.DuckDBPyConnection
    at_once: duckdb.DuckDBPyConnection
    issued: Mapping[str, list[Row]]


@pytest.fixture(scope="module", params=CURRENCIES)
def told(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    billing_models: CompiledModels,
) -> Told:
    def billed(
        world: World, as_of: date, **more: list[Row]
    ) -> duckdb.DuckDBPyConnection:
        folder: Path = tmp_path_factory.mktemp("world")
        return bill(folder, billing_models, as_of=as_of, **world.tables, **more)

    issued = issue_drafts(billed(known(request.param), MARCH_1))
    news = learned(known(request.param), request.param)
    return Told(
        in_steps=billed(news, APRIL_1, **issued),
        at_once=billed(news, APRIL_1),
        issued=issued,
    )


@pytest.mark.rule("5.7", "4.6", "5.4", "3.10", "3.3")
@pytest.mark.parametrize("company", sorted({*STORIES} - NOTED))
def test_what_was_issued_first_costs_the_same_as_billed_at_once(
    told: Told, company: str
) -> None:
    assert (
        total_by_company(told.in_steps)[company]
        == (total_by_company(told.at_once)[company])
    )


@pytest.mark.rule("5.7", "5.4")
def test_an_inclusive_adjustment_is_the_difference_of_what_was_rated(
    told: Told,
) -> None:
    found = rows(
        told.in_steps,
        "select company_id, amount_minor + tax_minor from marts.invoice_lines "
        "where kind = 'prior_period_adjustment' order by all",
    )

    assert found == [
        # 1001 x 7 were charged; 2 x 7 are below the minimum of 1000
        ("corrected", 1000 - 7007),
        ("late_minimum", 13 * 7),
        ("late_usage", 333 * 7),
    ]


@pytest.mark.rule("5.7", "4.6")
def test_an_inclusive_charge_is_credited_whole_with_its_tax(told: Told) -> None:
    found = rows(
        told.in_steps,
        "select kind, amount_minor + discount_minor + tax_minor "
        "from marts.invoice_lines where company_id = 'left' order by source desc",
    )

    # 20 of the 31 days of 9999 come back
    assert found == [("recurring", 9999), ("credit", -(9999 - 3548))]


@pytest.mark.rule("4.6", "5.7")
def test_a_credit_after_a_note_takes_what_the_note_left(told: Told) -> None:
    found = rows(
        told.in_steps,
        "select company_id, amount_minor + tax_minor from marts.invoice_lines "
        "where source = 'draft' and starts_with(company_id, 'noted')",
    )

    # 5000 of 9999 were credited, so 4999 of the 6451 are left
    assert found == [("noted", -4999)]


@pytest.mark.rule("3.10", "5.7")
def test_a_commitment_counts_what_an_inclusive_line_was_rated(told: Told) -> None:
    found = rows(
        told.in_steps,
        "select source, amount_minor + tax_minor from marts.invoice_lines "
        "where company_id = 'committed' and kind = 'minimum_true_up'",
    )

    assert sorted(found) == [("draft", 25000 - 9999), ("issued", 25000 - 9999)]
