"""Discounts: how long each lasts, what it covers, in which order, what is left."""

from collections.abc import Callable, Mapping

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import Value

JANUARY = {"started_on": "2026-01-01"}


def discount(world: World, company: str, name: str = "", /, **more: Value) -> None:
    """Ten percent off for ever from January 1, unless said otherwise."""
    world.add(
        "discounts",
        **{
            "discount_id": company + name,
            "company_id": company,
            "kind": "percent",
            "value": 10,
            "duration": "forever",
            "starts_on": "2026-01-01",
        }
        | more,
    )


def carried(world: World, january: Mapping[str, Value]) -> None:
    """Amounts whose rest goes on to the next invoice, beside other discounts."""
    rest: dict[str, Value] = {"kind": "amount", "carries_over": True}
    once: dict[str, Value] = rest | {"duration": "once", "value": 15000}
    for company in (
        *("rest_beside_percent", "rest_beside_percent_issued", "rest_behind_rest"),
        *("rest_behind_amount", "rest_of_repeating", "rest_of_forever"),
        *("rest_of_voided", "once_used", "repeating_amount"),
    ):
        world.subscribe(company, **JANUARY)
    for company in ("rest_beside_percent", "rest_beside_percent_issued"):
        discount(world, company, " a", value=20)
        discount(world, company, " b", **once)
    discount(world, "rest_behind_rest", " a", **once)
    discount(world, "rest_behind_rest", " b", **once | {"value": 10000})
    discount(world, "rest_behind_amount", " a", kind="amount", value=4000)
    discount(world, "rest_behind_amount", " b", **once | {"value": 10000})
    twice: dict[str, Value] = {"duration": "repeating", "periods": 2}
    discount(world, "rest_of_repeating", **rest | twice | {"value": 12000})
    discount(world, "repeating_amount", **twice, kind="amount", value=1000)
    discount(world, "rest_of_forever", **rest | {"value": 12000})
    discount(world, "rest_of_voided", **once)
    discount(world, "once_used", duration="once")
    void = {"status": "void", "voided_on": "2026-01-02"}
    for company, more in (
        ("rest_beside_percent_issued", {"discount_minor": -10000}),
        ("rest_of_voided", {"discount_minor": -10000, **void}),
        ("once_used", {"discount_minor": -1000}),
    ):
        world.issue(company, "2026-01-01", amount_minor=10000, **january, **more)
    world.add(
        "subscription_items",
        item_id="once_used late",
        subscription_id="once_used",
        product_id="seat",
        started_on="2026-01-01",
    )


def issued_out_of_order(world: World) -> None:
    """February was issued first, so that January's draft is dated before it."""
    once: dict[str, Value] = {"duration": "once"}
    twice: dict[str, Value] = {"duration": "repeating", "periods": 2}
    rest: dict[str, Value] = {"kind": "amount", "carries_over": True, "value": 15000}
    for company, agreed, issued in (
        ("once_taken_later", once, {2: -1000}),
        ("once_not_taken_later", once, {2: 0}),
        ("once_of_subscription", once | {"company_id": None}, {2: -1000}),
        ("once_taken_beside_forever", once, {2: -1900}),
        ("once_not_taken_beside_forever", once, {2: -1000}),
        ("once_not_taken_beside_contract", once, {2: -2000}),
        ("once_taken_beside_amount", once, {2: -1500}),
        ("amount_taken_later", once | {"kind": "amount", "value": 800}, {2: -800}),
        ("repeating_taken_later", twice, {2: -1000, 3: -1000}),
        ("repeating_not_taken_later", twice, {2: 0}),
        ("rest_taken_later", once | rest, {1: -10000, 3: -5000}),
        ("rest_begun_later", once | rest, {2: -10000}),
    ):
        is_contracted = company.endswith("contract")
        world.subscribe(
            company, **JANUARY, contract_id=company if is_contracted else None
        )
        discount(world, company, " b", **{"subscription_id": company} | agreed)
        if company.endswith("forever"):
            discount(world, company, " a")
        if company.endswith("beside_amount"):
            discount(world, company, " a", kind="amount", value=500)
        for month, taken in issued.items():
            world.issue(
                *(company, f"2026-0{month}-01"),
                amount_minor=10000,
                discount_minor=taken,
                period_start=f"2026-0{month}-01",
                period_end=f"2026-0{month + 1}-01",
            )
    contract = "once_not_taken_beside_contract"
    world.add(
        "contracts",
        contract_id=contract,
        company_id=contract,
        type="standard",
        starts_on="2026-01-01",
        discount_percent=20,
        status="active",
    )


def beside_a_negative_line(world: World) -> None:
    """A rebate of 1000 each month gives back its share of what an amount takes."""
    rest: dict[str, Value] = {"kind": "amount", "carries_over": True}
    once: dict[str, Value] = rest | {"duration": "once", "value": 20000}
    twice: dict[str, Value] = rest | {"duration": "repeating", "periods": 2}
    january = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
    world.product("rebate")
    world.price("rebate", unit_amount=1000, interval="month")
    for company, agreed, issued in (
        ("rest_of_rebated", once, None),
        ("rest_of_rebated_issued", once, (-10000, 1000)),
        ("rest_of_rebated_named", once, (-10000, 1000)),
        ("rest_of_rebated_repeating", twice | {"value": 12000}, (-10000, 1000)),
        ("rest_of_rebated_beside_percent", once, (-10000, 1000)),
        ("rest_of_rebated_by_percent", once, (-1000, 100)),
    ):
        world.subscribe(company, **JANUARY)
        world.add(
            "subscription_items",
            item_id=f"{company} rebate",
            subscription_id=company,
            product_id="rebate",
            quantity=-1,
        )
        discount(world, company, " b", **agreed)
        if company.endswith("percent"):
            discount(world, company, " a")
        if issued is None:
            continue
        named = [
            f'{{"{company} b":{taken}}}' if company.endswith("named") else None
            for taken in issued
        ]
        world.issue(
            *(company, "2026-01-01"),
            amount_minor=10000,
            discount_minor=issued[0],
            discounts_taken=named[0],
            **january,
        )
        world.add(
            "issued_invoice_lines",
            entity_id="us",
            invoice_no=f"{company}-2026-01-01",
            line_no=2,
            kind="recurring",
            subscription_id=company,
            item_id=f"{company} rebate",
            product_id="rebate",
            amount_minor=-1000,
            discount_minor=issued[1],
            discounts_taken=named[1],
            **january,
        )


def after_a_true_up(world: World) -> None:
    """December's invoice only made up for a contract's commitment."""
    once: dict[str, Value] = {"duration": "once"}
    rest: dict[str, Value] = {"kind": "amount", "carries_over": True, "value": 15000}
    for company, agreed in (
        ("once_after_true_up", once),
        ("rest_after_true_up", rest | once),
        ("rest_of_forever_after_true_up", rest | {"value": 6000}),
    ):
        world.subscribe(company, **JANUARY)
        discount(world, company, **{"starts_on": "2025-12-01"} | agreed)
        world.issue(
            *(company, "2025-12-31"),
            kind="minimum_true_up",
            amount_minor=10000,
            subscription_id=None,
            item_id=None,
            product_id=None,
            source_id=f"{company} contract",
            period_start="2025-12-01",
            period_end="2025-12-31",
        )


def billed_afterwards(world: World) -> None:
    """January is invoiced on February 1, from which one period is discounted."""
    world.product("later", billing_timing="arrears")
    world.price("later", unit_amount=10000, interval="month")
    world.subscribe("repeating_arrears", "later", **JANUARY)
    once: dict[str, Value] = {"duration": "repeating", "periods": 1}
    discount(world, "repeating_arrears", **once, starts_on="2026-02-01")


def stories(world: World) -> None:
    for company in (
        *("once", "once_later", "repeating", "amount", "amount_once", "carried"),
        *("carried_issued", "order", "capped", "voided", "issued_first", "two_amounts"),
    ):
        world.subscribe(company, **JANUARY)
    once = {"duration": "once"}
    amount = {"kind": "amount", "value": 1000}
    discount(world, "once", **once)
    discount(world, "once_later", **once, starts_on="2026-01-15")
    discount(world, "repeating", duration="repeating", periods=2)
    discount(world, "amount", **amount)
    discount(world, "amount_once", **amount, **once)
    discount(world, "carried", **once, kind="amount", value=25000, carries_over=True)
    discount(world, "capped", kind="amount", value=25000, duration="once")
    discount(world, "order", " a", **amount)
    discount(world, "order", " b", value=20, starts_on="2026-01-01")
    discount(world, "two_amounts", " a", kind="amount", value=8000)
    discount(world, "two_amounts", " b", kind="amount", value=8000)

    january = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
    for company, status in (("voided", "void"), ("issued_first", "issued")):
        discount(world, company, **once)
        world.issue(
            company,
            "2026-01-01",
            amount_minor=10000,
            discount_minor=-1000,
            status=status,
            voided_on="2026-01-02" if status == "void" else None,
            **january,
        )
    carried(world, january)
    discount(
        *(world, "carried_issued"),
        **once,
        kind="amount",
        value=15000,
        carries_over=True,
    )
    world.issue(
        *("carried_issued", "2026-01-01"),
        amount_minor=10000,
        discount_minor=-10000,
        **january,
    )

    world.product("cable", category="one_off")
    world.price("cable", unit_amount=250)
    for company in ("by_product", "by_subscription"):
        world.subscribe(company)
        world.add(
            "one_off_charges",
            charge_id=company,
            company_id=company,
            product_id="cable",
            charged_on="2026-03-01",
            quantity=2,
        )
    world.company("by_contracts")
    world.add(
        "one_off_charges",
        charge_id="by_contracts",
        company_id="by_contracts",
        product_id="cent",
        charged_on="2026-03-01",
        quantity=11,
    )
    for contract, start, percent in (("b", "2025-01-01", 15), ("a", "2026-01-01", 5)):
        world.add(
            "contracts",
            contract_id=contract,
            company_id="by_contracts",
            type="standard",
            starts_on=start,
            discount_percent=percent,
            status="active",
        )
    discount(world, "by_product", product_id="cable")
    discount(world, "by_subscription", subscription_id="by_subscription")
    # two cents over three lines of one cent each
    world.product("cent")
    world.price("cent", unit_amount=1, interval="month")
    world.subscribe("spread", "cent")
    for item in ("spread2", "spread3"):
        world.add(
            "subscription_items",
            item_id=item,
            subscription_id="spread",
            product_id="cent",
            started_on="2026-03-01",
        )
    discount(world, "spread", kind="amount", value=2)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    beside = [issued_out_of_order, beside_a_negative_line, after_a_true_up]
    return told([stories, *beside, billed_afterwards])


# each company pays 10000 a month from January to March
EXPECTED: dict[str, list[int]] = {
    "once": [-1000, 0, 0],
    "once_later": [0, -1000, 0],
    "repeating": [-1000, -1000, 0],
    # the period that its first invoice is for, whenever that began
    "repeating_arrears": [-1000, 0],
    "amount": [-1000, -1000, -1000],
    "amount_once": [-1000, 0, 0],
    # 25000 are taken as far as there is something to take them off
    "carried": [-10000, -10000, -5000],
    "carried_issued": [-5000, 0],
    # a fifth leaves 8000 to be taken off, so 7000 are left for February
    "rest_beside_percent": [-10000, -9000, -2000],
    "rest_beside_percent_issued": [-9000, -2000],
    # 15000 and 10000: the second waits until the first is used up
    "rest_behind_rest": [-10000, -10000, -5000],
    # 4000 each month come first and leave 6000, of 10000
    "rest_behind_amount": [-10000, -8000, -4000],
    # 24000 in two months, of which 4000 are left for March
    "rest_of_repeating": [-10000, -10000, -4000],
    "repeating_amount": [-1000, -1000, 0],
    "rest_of_forever": [-10000, -10000, -10000],
    "rest_of_voided": [-10000, -5000, 0],
    # another item of January comes to light: the month's invoice was the first
    "once_used": [0, 0, 0, 0, 0],
    "capped": [-10000, 0, 0],
    # a fifth of 10000 first, then the amount
    "order": [-3000, -3000, -3000],
    "two_amounts": [-10000, -10000, -10000],
    # a void invoice takes no discount with it
    "voided": [-1000, 0, 0],
    "issued_first": [0, 0],
    # January and March are drafts; what February took, its date does not undo
    "once_taken_later": [0, 0],
    "once_not_taken_later": [-1000, 0],
    "once_of_subscription": [0, 0],
    "once_taken_beside_forever": [-1000, -1000],
    "once_not_taken_beside_forever": [-1900, -1000],
    "once_not_taken_beside_contract": [-2800, -2000],
    "once_taken_beside_amount": [-500, -500],
    "amount_taken_later": [0, 0],
    # two periods were discounted, so the third, January, is not
    "repeating_taken_later": [0],
    "repeating_not_taken_later": [-1000, 0],
    # of 15000 all were taken in January and March
    "rest_taken_later": [0],
    "rest_begun_later": [-5000, 0],
    # 9000 a month: 9000 and 9000 and the rest of 20000, whoever issued January
    "rest_of_rebated": [-10000, 1000, -10000, 1000, -2222, 222],
    "rest_of_rebated_issued": [-10000, 1000, -2222, 222],
    "rest_of_rebated_named": [-10000, 1000, -2222, 222],
    "rest_of_rebated_repeating": [-10000, 1000, -6667, 667],
    # a tenth leaves 8100 a month: 8100 of the 20000, 8100 and 3800
    "rest_of_rebated_beside_percent": [-10000, 1000, -5222, 522],
    # January shows the tenth alone
    "rest_of_rebated_by_percent": [-10000, 1000, -10000, 1000],
    "once_after_true_up": [-1000, 0, 0],
    "rest_after_true_up": [-10000, -5000, 0],
    "rest_of_forever_after_true_up": [-6000, -6000, -6000],
    "by_product": [0, -50],
    "by_subscription": [-1000, 0],
    # 15 % of 11 first, then 5 % of 9; the other way round it would be 3
    "by_contracts": [-2],
    "spread": [-1, -1, 0],
}


@pytest.mark.rule("5.6")
@pytest.mark.rule("5.5", case="voided")
@pytest.mark.rule("1.4", case="spread")
@pytest.mark.rule("5.2", case="once_taken_later")
@pytest.mark.rule("3.10", case="once_after_true_up")
@pytest.mark.rule("5.6", "5.5", "1.4")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_discount_is_taken_as_agreed(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select lines.discount_minor from marts.invoice_lines as lines "
        "inner join intermediate.int_invoices_united as invoices using (invoice_id) "
        "where lines.source = 'draft' and lines.company_id = ? "
        "order by invoice_date, line_no",
        [company],
    ).fetchall()

    assert [taken for (taken,) in found] == EXPECTED[company]
