"""Discounts that an issued line names: what it says decides, else it is found out."""

import json
from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import Value

ONCE: dict[str, Value] = {"duration": "once"}
TWICE: dict[str, Value] = {"duration": "repeating", "periods": 2}


def amount(minor: int, **more: Value) -> dict[str, Value]:
    return {"kind": "amount", "value": minor} | more


# what each company has agreed, as a and b, and what which month's line says of it
STORIES: dict[str, tuple[list[dict[str, Value]], dict[int, dict[str, int] | int]]] = {
    # 10000 of the one left nothing to take of the other, which was due as well
    "as_large": (
        [amount(10000, **ONCE), amount(10000, **ONCE)],
        {2: {"a": -10000, "b": 0}},
    ),
    "as_large_unnamed": ([amount(10000, **ONCE), amount(10000, **ONCE)], {2: -10000}),
    # either could have given the 1000
    "the_other": ([amount(1000, **ONCE), ONCE], {2: {"b": -1000}}),
    "the_other_unnamed": ([amount(1000, **ONCE), ONCE], {2: -1000}),
    "repeating": ([amount(1000, **TWICE), TWICE], {2: {"a": -1000}, 3: {"a": -1000}}),
    "no_longer_for_it": ([ONCE | {"product_id": "other"}], {2: {"a": -1000}}),
    "before_its_start": ([ONCE | {"starts_on": "2026-03-01"}], {2: {"a": -1000}}),
    "voided": ([ONCE], {2: {"a": -1000}}),
    # 15000 and 10000, of which January took all of the later one
    "rest": (
        [
            amount(15000, carries_over=True, **ONCE),
            amount(10000, carries_over=True, **ONCE),
        ],
        {1: {"b": -10000}},
    ),
    # 4000 came first and left 6000 of 10000; 9000 are agreed today
    "rest_beside_changed": (
        [amount(9000), amount(10000, carries_over=True, **ONCE)],
        {1: {"a": -4000, "b": -6000}},
    ),
    # of 30000 January left 5000 for March, and nothing for February
    "rest_issued_before": (
        [amount(15000, carries_over=True, **TWICE)],
        {1: {"a": -10000}, 3: {"a": -20000}},
    ),
    # March took 4000 of February's 12000 as well
    "rest_of_draft": (
        [amount(12000, carries_over=True, **TWICE | {"periods": 3})],
        {1: {"a": -10000}, 3: {"a": -18000}},
    ),
    "draft_order": ([amount(1000), {"value": 20}], {}),
    "draft_capped": ([amount(10000), amount(500)], {}),
    "draft_negative": ([amount(1000)], {}),
    # its own began before the contract's, which comes first all the same
    "draft_contract": ([ONCE | {"starts_on": "2025-12-01"}], {}),
    "draft_without": ([], {}),
}


def stories(world: World) -> None:
    for company, (agreed, issued) in STORIES.items():
        contract = company if company.endswith("contract") else None
        quantity = -1 if company.endswith("negative") else 1
        item: dict[str, Value] = {"started_on": "2026-01-01", "quantity": quantity}
        world.subscribe(company, **item, contract_id=contract)
        for name, more in zip("ab", agreed, strict=False):
            always: dict[str, Value] = {
                "company_id": company,
                "kind": "percent",
                "value": 10,
                "duration": "forever",
                "starts_on": "2026-01-01",
            }
            world.add("discounts", discount_id=f"{company}-{name}", **always | more)
        for month, said in issued.items():
            issue(world, company, month, said)
    world.add(
        "contracts",
        contract_id="draft_contract",
        company_id="draft_contract",
        type="standard",
        starts_on="2026-01-01",
        discount_percent=20,
        status="active",
    )


def issue(world: World, company: str, month: int, said: dict[str, int] | int) -> None:
    void: dict[str, Value] = {"status": "void", "voided_on": "2026-02-02"}
    total = said if isinstance(said, int) else sum(said.values())
    world.issue(
        company,
        f"2026-0{month}-01",
        amount_minor=max(10000, -total),
        discount_minor=total,
        discounts_taken=None
        if isinstance(said, int)
        else json.dumps({f"{company}-{name}": taken for name, taken in said.items()}),
        period_start=f"2026-0{month}-01",
        period_end=f"2026-0{month + 1}-01",
        **void if company == "voided" else {},
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


# by draft in order of months, each line 10000
EXPECTED: dict[str, list[dict[str, int]]] = {
    # January and March
    "as_large": [{}, {}],
    "as_large_unnamed": [{"a": -10000, "b": 0}, {}],
    "the_other": [{"a": -1000}, {}],
    "the_other_unnamed": [{"b": -1000, "a": -1000}, {}],
    # a was counted twice, b in no period
    "repeating": [{"b": -1000}],
    "no_longer_for_it": [{}, {}],
    "before_its_start": [{}, {}],
    "voided": [{"a": -1000}, {}, {}],
    # February and March
    "rest": [{"a": -10000}, {"a": -5000}],
    "rest_beside_changed": [{"a": -9000, "b": -1000}, {"a": -9000, "b": -1000}],
    "rest_issued_before": [{}],
    "rest_of_draft": [{"a": -8000}],
    "draft_order": [{"b": -2000, "a": -1000}] * 3,
    "draft_capped": [{"a": -10000, "b": 0}] * 3,
    # what is owed to the customer is not taken back by a discount
    "draft_negative": [{"a": 0}] * 3,
    "draft_contract": [
        {"contract:draft_contract": -2000, "draft_contract-a": -800},
        {"contract:draft_contract": -2000},
        {"contract:draft_contract": -2000},
    ],
    "draft_without": [{}] * 3,
}


@pytest.mark.rule("5.2", "5.5", "5.6")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_discount_that_an_issued_line_names_is_spent_by_name(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select discounts_taken, lines.discount_minor from marts.invoice_lines as lines"
        " inner join intermediate.int_invoices_united as invoices using (invoice_id) "
        "where lines.source = 'draft' and lines.company_id = ? order by invoice_date",
        [company],
    ).fetchall()
    said = [json.loads(named or "{}") for named, _ in found]

    assert [named_in_full(company, parts) for parts in EXPECTED[company]] == said
    assert [sum(parts.values()) for parts in said] == [taken for _, taken in found]


def named_in_full(company: str, parts: dict[str, int]) -> dict[str, int]:
    return {
        f"{company}-{name}" if len(name) == 1 else name: taken
        for name, taken in parts.items()
    }


@pytest.mark.rule("5.2", "5.6")
def test_an_issued_line_shows_what_it_named(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select discounts_taken from marts.invoice_lines "
        "where source = 'issued' and company_id in ('the_other', 'the_other_unnamed') "
        "order by company_id"
    ).fetchall()

    assert found == [('{"the_other-b": -1000}',), (None,)]
