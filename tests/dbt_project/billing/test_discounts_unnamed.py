"""What issued lines that name no discount took, found out by their amounts."""

import json
from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import SELLER, Value

pytestmark = pytest.mark.slow

ALWAYS: dict[str, Value] = {"status": "active", "starts_on": "2026-01-01"}
# beside a tenth off once: the contracts of a company, and what came off 1000 for work
WORK: dict[str, tuple[list[dict[str, Value]], int]] = {
    "work_by_contract": ([{"discount_percent": 20}], -200),
    "work_by_equal_contracts": ([{"discount_percent": 10}] * 2, -190),
    "work_beside_contract": ([{"discount_percent": 20}], -280),
    "work_after_contract": (
        [{"discount_percent": 20, "ends_on": "2026-02-15"}],
        -200,
    ),
}

NEXT = {"2025-12": "2026-01", "2026-01": "2026-02", "2026-02": "2026-03"}
ONCE: dict[str, Value] = {"duration": "once"}
EVER: dict[str, Value] = {"duration": "forever"}
AMOUNT: dict[str, Value] = {"kind": "amount"}
REST: dict[str, Value] = ONCE | AMOUNT | {"carries_over": True}
# of a subscription since December: what is agreed, as a from December and b from
# January, and what each month's line took in all or by name
STORIES: dict[str, tuple[list[dict[str, Value]], dict[str, dict[str, int] | int]]] = {
    # a fifth that December took is no fifth of February
    "spent_by_name": (
        [ONCE | {"value": 20}, ONCE],
        {"2025-12": {"a": -2000}, "2026-02": -1000},
    ),
    # 25000 of which January took as much as a could have given, had it been left
    "rest_behind_spent": (
        [ONCE | AMOUNT | {"value": 12000}, REST | {"value": 25000}],
        {"2025-12": {"a": -10000}, "2026-01": -10000, "2026-02": {"b": -10000}},
    ),
    "rest_behind_unnamed": (
        [ONCE | AMOUNT | {"value": 12000}, REST | {"value": 25000}],
        {"2025-12": -10000, "2026-01": -10000, "2026-02": {"b": -10000}},
    ),
    # 4000 are what a gives: b would have taken all of January
    "rest_agreed_late": (
        [
            EVER | AMOUNT | {"value": 4000, "starts_on": "2026-01-01"},
            REST | {"value": 9000, "starts_on": "2025-12-15"},
        ],
        {"2025-12": 0, "2026-01": -4000, "2026-02": {"a": -4000, "b": -6000}},
    ),
    # 25000 for one period, which January and February only took the rest of
    "rest_of_period": (
        [
            REST | {"duration": "repeating", "periods": 1, "value": 25000},
            ONCE | AMOUNT | {"value": 12000, "starts_on": "2025-12-01"},
        ],
        {"2025-12": -10000, "2026-01": {"a": -10000}, "2026-02": {"a": -5000}},
    ),
    # a rest goes no further than its seller's invoices
    "rest_of_seller": (
        [
            ONCE | AMOUNT | {"value": 10000, "starts_on": "2026-01-01"},
            REST | {"value": 25000},
        ],
        {"2025-12": 0, "2026-01": -10000, "2026-02": {"b": -10000}},
    ),
}


def named_and_unnamed(world: World) -> None:
    world.add("entities", **{**SELLER, "entity_id": "eu"})
    for company, (agreed, issued) in STORIES.items():
        world.subscribe(company, started_on="2025-12-01")
        for name, start, more in zip(
            "ab", ("2025-12-01", "2026-01-01"), agreed, strict=True
        ):
            ids = {"discount_id": f"{company}-{name}", "company_id": company}
            tenth: dict[str, Value] = {"kind": "percent", "value": 10}
            world.add("discounts", **ids | tenth | {"starts_on": start} | more)
        for month, said in issued.items():
            is_named = not isinstance(said, int)
            world.issue(
                *(company, f"{month}-01"),
                amount_minor=10000,
                discount_minor=sum(said.values()) if is_named else said,
                discounts_taken=json.dumps(
                    {f"{company}-{name}": taken for name, taken in said.items()}
                )
                if is_named
                else None,
                period_start=f"{month}-01",
                period_end=f"{NEXT[month]}-01",
            )
            if company == "rest_of_seller" and month == "2026-01":
                for table in ("issued_invoices", "issued_invoice_lines"):
                    row = world.tables[table].pop()
                    world.add(table, **{**row, "entity_id": "eu"})


def work_under_contracts(world: World) -> None:
    """February's work was issued before January, whose seat bears no contract."""
    for company, (contracts, taken) in WORK.items():
        world.subscribe(company, started_on="2026-01-01")
        world.add(
            "discounts",
            discount_id=f"{company}-once",
            company_id=company,
            kind="percent",
            value=10,
            duration="once",
            starts_on="2026-01-01",
        )
        for number, agreed in enumerate(contracts):
            ids = {"contract_id": f"{company}-{number}", "company_id": company}
            world.add("contracts", type="standard", **ids | ALWAYS | agreed)
        world.issue(
            *(company, "2026-02-15"),
            kind="time",
            subscription_id=None,
            item_id=None,
            source_id=f"{company}-work",
            amount_minor=1000,
            discount_minor=taken,
        )


# of January 1, where a tenth is once off the seat's invoice: who was charged 1000 for
# what, and what came off
UNKNOWN: dict[str, tuple[dict[str, Value], int]] = {
    "product_of_another": ({"product_id": "other"}, 0),
    "product_of_nobody": ({}, 0),
    "product_of_item": ({"kind": "recurring", "item_id": "product_of_item"}, 0),
    "product_of_other_item": ({"kind": "recurring", "item_id": "other item"}, 0),
    "off_of_other_item": ({"kind": "recurring", "item_id": "item of other"}, -100),
    "product_by_amount": ({}, -100),
}


def without_a_product(world: World) -> None:
    world.product("other")
    for item in ("other item", "item of other"):
        world.add(
            "subscription_items",
            item_id=item,
            subscription_id=f"{'product' if item[0] == 'o' else 'off'}_of_other_item",
            product_id="other",
            ended_on="2026-02-01",
        )
    for company, (charged, taken) in UNKNOWN.items():
        world.subscribe(company, started_on="2026-01-01")
        world.add(
            "discounts",
            discount_id=company,
            company_id=company,
            product_id="seat",
            **{"kind": "percent", "value": 10, "starts_on": "2026-01-01"} | ONCE,
        )
        line: dict[str, Value] = {"kind": "one_off", "source_id": f"{company}-charge"}
        world.issue(
            *(company, "2026-01-01"),
            **{"product_id": None, "item_id": None, "subscription_id": None}
            | line
            | charged,
            period_start="2026-01-01",
            period_end="2026-02-01",
            amount_minor=1000,
            discount_minor=taken,
        )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([work_under_contracts, named_and_unnamed, without_a_product])


# by draft in order of months, each line 10000
EXPECTED: dict[str, list[int]] = {
    # the contracts explain it, so January is the first
    "work_by_contract": [-1000, 0, 0],
    "work_by_equal_contracts": [-1000, 0, 0],
    "work_beside_contract": [0, 0, 0],
    "work_after_contract": [0, 0, 0],
    # January and March
    "spent_by_name": [0, 0],
    "rest_behind_spent": [-5000],
    "rest_behind_unnamed": [-5000],
    # a as ever and 3000
    "rest_agreed_late": [-7000],
    "rest_of_period": [0],
    "rest_of_seller": [-10000],
    "product_of_another": [-1000, 0, 0],
    "product_of_nobody": [-1000, 0, 0],
    "product_of_item": [0, 0],
    "product_of_other_item": [-1000, 0, 0],
    "off_of_other_item": [-1000, 0, 0],
    "product_by_amount": [0, 0, 0],
}


@pytest.mark.rule("5.2", "5.6")
@pytest.mark.rule("3.10", case="work_by_contract")
@pytest.mark.parametrize("company", EXPECTED)
def test_what_an_issued_line_took_is_found_by_its_amount(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select lines.discount_minor from marts.invoice_lines as lines "
        "inner join intermediate.int_invoices_united as invoices using (invoice_id) "
        "where lines.source = 'draft' and lines.company_id = ? order by invoice_date",
        [company],
    ).fetchall()

    assert [taken for (taken,) in found] == EXPECTED[company]
