"""Proration against an oracle of its own: exact fractions of whole periods."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER, Row, bill, rows

MONTH = {"interval": "month"}
NOON_11 = "2026-03-11T16:00:00Z"
AMOUNTS = {"halves": "3100", "thirds": "1000", "fraction": "99.5", "one": "1"}
TIMINGS = ("advance", "arrears")
ROUNDINGS = ("half_up", "half_even")
LADDERS = ((1, 2), (2, 1), (0, 3), (3, 0), (1, 2, 1), (1, 4, 2, 5))
DAYS = (2, 11, 15, 16, 17, 28)


Case = tuple[str, list[tuple[int, int]], int, str]
"""A price, the days on which quantities begin, the days of the period, the rounding."""


def rounded(exact: Fraction, rounding: str) -> int:
    """The oracle's rounding: half away from zero, or to the even neighbour."""
    whole, rest = divmod(abs(exact), 1)
    goes_up = rest > Fraction(1, 2) or (
        rest == Fraction(1, 2) and (rounding == "half_up" or whole % 2 == 1)
    )
    return (int(whole) + goes_up) * (-1 if exact < 0 else 1)


def net(price: str, steps: list[tuple[int, int]], end: int, rounding: str) -> int:
    """What one period costs: each stretch is the difference of two used parts."""
    total = 0
    for (start, quantity), (stop, _) in zip(steps, [*steps[1:], (end, 0)], strict=True):
        exact = Fraction(price) * quantity
        total += rounded(exact * stop / end, rounding)
        total -= rounded(exact * start / end, rounding)
    return total


def climbs(world: World) -> dict[str, Case]:
    """Tell a company for every amount, timing, rounding, ladder, month of changes."""
    told: dict[str, Case] = {}
    for rounding in ROUNDINGS:
        world.add("entities", **{**SELLER, "entity_id": rounding, "rounding": rounding})
    for amount, timing in product(AMOUNTS, TIMINGS):
        world.product(f"{amount} {timing}", billing_timing=timing)
        world.price(f"{amount} {timing}", unit_amount=AMOUNTS[amount], **MONTH)
    cases = product(AMOUNTS, TIMINGS, ROUNDINGS, LADDERS, (2, 3, 4))
    for number, (amount, timing, rounding, ladder, month) in enumerate(cases):
        name = f"climb {number}"
        days = monthrange(2026, month)[1]
        changed = [day - 1 for day in DAYS[month % 3 :]][: len(ladder) - 1]
        told[name] = (
            AMOUNTS[amount],
            list(zip([0, *changed], ladder, strict=True)),
            days,
            rounding,
        )
        world.company(name, entity_id=rounding)
        world.subscribe(
            name,
            f"{amount} {timing}",
            started_on=f"2026-{month:02}-01",
            quantity=ladder[0],
        )
        for day, quantity in zip(changed, ladder[1:], strict=True):
            world.change(
                name, f"2026-{month:02}-{day + 1:02}T16:00:00Z", quantity=quantity
            )
    return told


@pytest.fixture(scope="module")
def climbing(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> tuple[dict[str, Case], dict[str, int]]:
    """The told companies and what each was drafted for its first month."""
    world = World()
    told = climbs(world)
    folder: Path = tmp_path_factory.mktemp("climbs")
    con = bill(folder, compiled_models, as_of=date(2026, 5, 31), **world.tables)
    found = rows(
        con,
        "select lines.company_id, sum(amount_minor) from marts.invoice_lines as lines "
        "inner join raw.subscriptions as agreed using (subscription_id) "
        "where lines.period_start < agreed.started_on + interval 1 month group by all",
    )
    return told, {str(name): int(str(total)) for name, total in found}


@pytest.mark.rule("4.1", "4.2", "1.3", "trap 2")
def test_every_ladder_of_quantities_costs_its_days_to_the_minor_unit(
    climbing: tuple[dict[str, Case], dict[str, int]],
) -> None:
    told, found = climbing

    assert len(told) == 288
    assert {name: found.get(name, 0) for name in told} == {
        name: net(*case) for name, case in told.items()
    }


@pytest.mark.rule("4.2", "1.3")
def test_in_advance_and_in_arrears_cost_the_same_on_exact_halves_too(
    climbing: tuple[dict[str, Case], dict[str, int]],
) -> None:
    told, found = climbing
    costs: dict[str, set[int]] = {}
    for name, case in told.items():
        costs.setdefault(str(case), set()).add(found.get(name, 0))

    assert len(costs) == 144
    assert all(len(cost) == 1 for cost in costs.values())
    halves = [
        case
        for price, steps, end, _ in told.values()
        for case in steps
        if (Fraction(price) * case[1] * case[0] / end).denominator == 2
    ]
    assert len(halves) > 10


def products(world: World) -> None:
    world.tables["entities"] = [{**SELLER, "proration_invoicing": "immediate"}]
    world.add("entities", **{**SELLER, "entity_id": "next"})
    world.product("day")
    world.price("day", unit_amount="3100", **MONTH)
    better = {"price_id": "better", "unit_amount": "31000", "tier": "nobody's"}
    world.price("day", **better, **MONTH)
    world.product("dear")
    world.price("dear", unit_amount="6200", **MONTH)
    world.product("late", billing_timing="arrears")
    world.price("late", unit_amount="9300", **MONTH)
    world.product("whole", proration="none")
    world.price("whole", unit_amount="3100", **MONTH)
    world.product("quarterly")
    world.price("quarterly", unit_amount="9000", interval="quarter")
    world.product("rising")
    world.price("rising", unit_amount="3100", **MONTH)
    risen = {"price_id": "risen", "unit_amount": "6200"}
    world.price("rising", **risen, effective_from="2026-02-11", **MONTH)


def clauses(world: World) -> None:
    for model in ("graduated", "volume"):
        world.product(model)
        world.price(model, charge_model=model, **MONTH)
        world.add("price_brackets", price_id=model, up_to=10, unit_amount="100")
        world.add("price_brackets", price_id=model, unit_amount="50", flat_amount="31")
        world.subscribe(model, model, quantity=10)
        world.change(model, NOON_11, quantity=20)
    world.product("package")
    packed = {"charge_model": "package", "unit_amount": "3100", "package_size": 5}
    world.price("package", **packed, **MONTH)
    world.subscribe("package", "package", quantity=5)
    world.change("package", NOON_11, quantity=6)
    world.subscribe("same packages", "package", quantity=6)
    world.change("same packages", NOON_11, quantity=9)
    world.product("capped")
    world.price("capped", unit_amount="1000", cap_minor=3100, **MONTH)
    world.subscribe("capped", "capped", quantity=2)
    world.change("capped", NOON_11, quantity=9)
    world.product("nearly capped")
    world.price("nearly capped", unit_amount="10.4", cap_minor=10, **MONTH)
    world.subscribe("nearly capped", "nearly capped", ended_on="2026-03-18")


def sideways(world: World) -> None:
    for name, price in (
        ("sideways", "dear"),
        ("another timing", "late"),
        ("dearer", "better"),
    ):
        world.subscribe(name, "day", quantity=1)
        world.change(name, NOON_11, price_id=price)
    # a list price that rises inside a period counts from the next one
    world.subscribe("rising", "rising", started_on="2026-02-01", quantity=1)
    # an upgrade in the middle of a quarter: of its 90 days, never of fewer
    world.subscribe("quarter", "quarterly", started_on="2026-01-01", quantity=1)
    world.change("quarter", "2026-03-02T17:00:00Z", quantity=2)
    anchored = {"started_on": "2026-03-02", "anchor_on": "2026-01-01"}
    world.subscribe("late quarter", "quarterly", **anchored)
    world.subscribe("trial", "whole", quantity=1, trial_ends_on="2026-03-11")


def comings_and_goings(world: World) -> None:
    world.subscribe("joined", "day", quantity=1)
    for name, product_id, dates in (
        ("added", "day", {"started_on": "2026-03-22"}),
        ("added late", "late", {"started_on": "2026-03-22"}),
        ("removed", "dear", {"ended_on": "2026-03-11"}),
    ):
        item = {"item_id": name, "subscription_id": "joined"}
        world.add("subscription_items", **item, product_id=product_id, **dates)
    for name in ("thrice", "there and back"):
        world.company(name, entity_id="next")
        world.subscribe(name, "day", started_on="2026-02-01", quantity=1)
    for hour, quantity in ((14, 5), (15, 0), (16, 2)):
        world.change("thrice", f"2026-02-15T{hour}:00:00Z", quantity=quantity)
    for hour, price in ((14, "dear"), (15, "day")):
        world.change("there and back", f"2026-02-15T{hour}:00:00Z", price_id=price)
    world.subscribe("at once", "day", started_on="2026-02-01", quantity=1)
    world.change("at once", "2026-02-15T16:00:00Z", quantity=2)
    # nothing follows, so it is dated the change's day
    world.company("no next", entity_id="next")
    world.subscribe("no next", "day", ended_on="2026-04-01", quantity=1)
    world.change("no next", NOON_11, quantity=2)
    # the day's issued line is known, and March 1 is the first day of its period
    world.subscribe("first day", "day", quantity=1)
    whole: Row = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
    charged: Row = {"quantity": 1, "product_id": "day", "price_id": "day"}
    world.issue("first day", "2026-03-01", amount_minor=3100, **charged, **whole)
    world.change("first day", "2026-03-01T17:00:00Z", price_id="dear")
    # out in the trial, whose line was issued, and in again after it
    world.subscribe("tried twice", "day", trial_ends_on="2026-03-11")
    world.change("tried twice", "2026-03-05T17:00:00Z", quantity=0)
    world.change("tried twice", "2026-03-22T17:00:00Z", quantity=1)
    tried: Row = {"period_start": "2026-03-01", "period_end": "2026-03-11"}
    world.issue("tried twice", "2026-03-01", amount_minor=0, **charged, **tried)
    # the trial's change came to light when the rest of March had been issued
    trial: Row = {"trial_ends_on": "2026-03-11", "quantity": 2}
    world.subscribe("trial change", "day", **trial)
    world.change("trial change", "2026-03-05T17:00:00Z", quantity=1)
    for amount, start, end in (
        (0, "2026-03-01", "2026-03-11"),
        (4200, "2026-03-11", "2026-04-01"),
    ):
        line: Row = {**charged, "quantity": 2, "amount_minor": amount}
        dates: Row = {"period_start": start, "period_end": end}
        world.issue("trial change", start, **line, **dates)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([products, clauses, sideways, comings_and_goings])


EXPECTED: dict[str, list[tuple[str, str, str, int]]] = {
    # 10 at 100; 20 are 1000 + 500 + 31: 21 of 31 days of each whole amount
    "graduated": [
        ("03-01", "recurring", "03-01/04-01", 1000),
        ("03-11", "proration", "03-11/04-01", 1531 - 494),
        ("03-11", "credit", "03-11/04-01", -677),
    ],
    # 20 at 50 and 31 once
    "volume": [
        ("03-01", "recurring", "03-01/04-01", 1000),
        ("03-11", "proration", "03-11/04-01", 1031 - 333),
        ("03-11", "credit", "03-11/04-01", -677),
    ],
    "package": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-11", "proration", "03-11/04-01", 4200),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
    # two packages hold six and nine: what is taken back is charged again
    "same packages": [
        ("03-01", "recurring", "03-01/04-01", 6200),
        ("03-11", "proration", "03-11/04-01", 4200),
        ("03-11", "credit", "03-11/04-01", -4200),
    ],
    # 2000, then 9000 capped at 3100, and 21 days of each
    "capped": [
        ("03-01", "recurring", "03-01/04-01", 2000),
        ("03-11", "proration", "03-11/04-01", 2100),
        ("03-11", "credit", "03-11/04-01", -1355),
    ],
    # 10.4 are capped at 10: 17 days of 31 are 5.48, not 5.70
    "nearly capped": [("03-01", "recurring", "03-01/03-18", 5)],
    "sideways": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-11", "proration", "03-11/04-01", 4200),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
    "dearer": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-11", "proration", "03-11/04-01", 21000),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
    # the new product bills in arrears, in April
    "another timing": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
    "rising": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 6200),
    ],
    # added in advance on its day, removed as a stub, added in arrears in April
    "joined": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-01", "recurring", "03-01/03-11", 2000),
        ("03-22", "recurring", "03-22/04-01", 1000),
    ],
    # 30 of 90 days
    "quarter": [
        ("01-01", "recurring", "01-01/04-01", 9000),
        ("03-02", "proration", "03-02/04-01", 6000),
        ("03-02", "credit", "03-02/04-01", -3000),
    ],
    "late quarter": [("03-02", "recurring", "03-02/04-01", 3000)],
    "trial": [
        ("03-01", "recurring", "03-01/03-11", 0),
        ("03-01", "recurring", "03-11/04-01", 2100),
    ],
    "thrice": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 6200),
        ("03-01", "proration", "02-15/03-01", 3100),
        ("03-01", "credit", "02-15/03-01", -1550),
    ],
    "there and back": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("03-01", "recurring", "03-01/04-01", 3100),
    ],
    "at once": [
        ("02-01", "recurring", "02-01/03-01", 3100),
        ("02-15", "proration", "02-15/03-01", 3100),
        ("02-15", "credit", "02-15/03-01", -1550),
        ("03-01", "recurring", "03-01/04-01", 6200),
    ],
    # the same quantity at another price, which replaces the issued one
    "first day": [
        ("03-01", "proration", "03-01/04-01", 6200),
        ("03-01", "credit", "03-01/04-01", -3100),
    ],
    "trial change": [
        ("03-11", "proration", "03-11/04-01", 2100),
        ("03-11", "credit", "03-11/04-01", -4200),
    ],
    "tried twice": [("03-22", "proration", "03-22/04-01", 1000)],
    "no next": [
        ("03-01", "recurring", "03-01/04-01", 3100),
        ("03-11", "proration", "03-11/04-01", 4200),
        ("03-11", "credit", "03-11/04-01", -2100),
    ],
}


@pytest.mark.rule("4.1", "4.2", "4.3", "4.4")
@pytest.mark.rule("3.1", case="rising")
@pytest.mark.rule("4.5", case="trial")
@pytest.mark.rule("4.5", case="trial change")
@pytest.mark.rule("4.5", case="tried twice")
@pytest.mark.rule("trap 2", "2.3", case="quarter")
@pytest.mark.rule("trap 2", "2.3", case="late quarter")
@pytest.mark.rule("trap 21", case="thrice")
@pytest.mark.rule("trap 21", case="there and back")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_change_inside_a_period_is_prorated(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == EXPECTED[company]
