"""Periods that were issued before a change was known: credited once, billed once."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER, Value

MARCH = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
FEBRUARY = {"period_start": "2026-02-01", "period_end": "2026-03-01"}
FROM_11 = {"period_start": "2026-03-11", "period_end": "2026-04-01"}
NOON_11 = "2026-03-11T16:00:00Z"
NOON_21 = "2026-03-21T16:00:00Z"
NOON_26 = "2026-03-26T16:00:00Z"


def issued_march(world: World, name: str) -> None:
    """Subscribe a company to `day` and issue its whole March."""
    world.subscribe(name, "day", quantity=1)
    world.issue(name, "2026-03-01", amount_minor=3100, quantity=1, **MARCH)


def stories(world: World) -> None:
    world.tables["entities"] = [{**SELLER, "proration_invoicing": "immediate"}]
    world.product("day")
    world.price("day", unit_amount="3100", interval="month")
    world.product("late", billing_timing="arrears")
    world.price("late", unit_amount="2800", interval="month")
    world.price("late", price_id="dearer", tier="x", unit_amount="5600")

    issued_march(world, "first_day")
    world.change("first_day", "2026-03-01T17:00:00Z", quantity=2)

    # January to March were issued; the end of February 1 came to light afterwards
    january = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
    for name, quantity in (("left", 1), ("left owed", -1)):
        world.subscribe(
            *(name, "day"),
            quantity=quantity,
            started_on="2026-01-01",
            ended_on="2026-02-01",
        )
        for on, period in (
            ("2026-01-01", january),
            ("2026-02-01", FEBRUARY),
            ("2026-03-01", MARCH),
        ):
            amount = 3100 * quantity
            world.issue(name, on, amount_minor=amount, quantity=quantity, **period)

    # the change to 3 was issued at once, then the day's last change said 2, or 1
    for name, then in (("collapsed", 2), ("undone", 1)):
        issued_march(world, name)
        world.change(name, NOON_11, quantity=3)
        world.change(name, "2026-03-11T17:00:00Z", quantity=then)
        world.issue(
            name,
            "2026-03-11",
            kind="proration",
            amount_minor=6300,
            quantity=3,
            **FROM_11,
        )
        world.issue(
            name,
            "2026-03-12",
            kind="credit",
            amount_minor=-2100,
            quantity=1,
            **FROM_11,
        )
    issued_march(world, "settled")
    world.change("settled", NOON_11, quantity=3)
    world.issue(
        "settled",
        "2026-03-11",
        kind="proration",
        amount_minor=6300,
        quantity=3,
        **FROM_11,
    )
    world.issue(
        "settled",
        "2026-03-12",
        kind="credit",
        amount_minor=-2100,
        quantity=1,
        **FROM_11,
    )
    # a second change of the month credits what the first one brought
    issued_march(world, "again")
    world.change("again", NOON_11, quantity=3)
    world.change("again", "2026-03-22T16:00:00Z", quantity=2)
    for kind, amount, quantity, on in (
        ("proration", 6300, 3, "2026-03-11"),
        ("credit", -2100, 1, "2026-03-12"),
    ):
        world.issue(
            "again", on, kind=kind, amount_minor=amount, quantity=quantity, **FROM_11
        )

    world.subscribe("arrears", "late", started_on="2026-02-01", quantity=1)
    world.change("arrears", "2026-02-15T16:00:00Z", quantity=3)
    for start, end, quantity, amount in (
        ("2026-02-01", "2026-02-15", 1, 1400),
        ("2026-02-15", "2026-03-01", 3, 4200),
    ):
        world.issue(
            "arrears",
            f"{end}",
            amount_minor=amount,
            quantity=quantity,
            period_start=start,
            period_end=end,
        )
    # the change of February was learned when March had been issued as well
    world.subscribe("backdated", "day", started_on="2026-02-01", quantity=1)
    world.change("backdated", "2026-02-15T16:00:00Z", quantity=2)
    world.issue("backdated", "2026-02-01", amount_minor=3100, quantity=1, **FEBRUARY)
    world.issue("backdated", "2026-03-01", amount_minor=3100, quantity=1, **MARCH)
    billed_in_arrears(world)
    brought_back(world)
    counted(world)
    # imported history without a quantity stays as it is
    world.subscribe("imported", "day", started_on="2026-02-01", quantity=1)
    world.change("imported", "2026-03-01T16:00:00Z", quantity=2)
    world.issue("imported", "2026-02-01", amount_minor=3100, **FEBRUARY)
    world.issue("imported", "2026-03-01", amount_minor=6200, **MARCH)


def reopened(world: World) -> None:
    """Tell of stubs that were issued to an end which was taken back afterwards."""
    world.product("dear")
    world.price("dear", unit_amount="6200", interval="month")
    world.product("whole", proration="none")
    world.price("whole", unit_amount="3100", interval="month")
    world.product("at least")
    least = {"minimum_minor": 3100, "unit_amount": "3100"}
    world.price("at least", **least, interval="month")

    def stub(name: str, product: str = "day", quantity: int = 1) -> None:
        world.subscribe(name, product, quantity=quantity)
        charged = {"period_start": "2026-03-01", "period_end": "2026-03-11"}
        sold = {"product_id": product, "quantity": quantity}
        amount = 1000 * quantity
        world.issue(name, "2026-03-01", amount_minor=amount, **sold, **charged)

    stub("goes on")
    stub("goes on, more")
    world.change("goes on, more", NOON_21, quantity=2)
    stub("goes on, more and more")
    rest = {"period_start": "2026-03-11", "period_end": "2026-03-16"}
    world.issue(
        "goes on, more and more", "2026-03-11", amount_minor=500, quantity=1, **rest
    )
    world.change("goes on, more and more", NOON_21, quantity=2)
    world.change("goes on, more and more", NOON_26, quantity=3)
    stub("goes on, then out")
    world.change("goes on, then out", NOON_21, quantity=0)
    for product in ("dear", "whole"):
        stub(f"goes on {product}")
        world.change(f"goes on {product}", NOON_21, price_id=product)
    stub("goes on from its end")
    world.change("goes on from its end", NOON_11, quantity=2)
    stub("goes on from before")
    world.change("goes on from before", "2026-03-06T16:00:00Z", quantity=2)
    stub("goes on below zero", quantity=-1)
    world.change("goes on below zero", NOON_21, quantity=-2)
    for name in ("goes on at least", "goes on at least, more"):
        stub(name, product="at least")
    world.change("goes on at least, more", NOON_21, quantity=2)

    world.subscribe("goes on late", "late", started_on="2026-02-01", quantity=1)
    world.change("goes on late", "2026-02-15T16:00:00Z", quantity=3)
    week = {"period_start": "2026-02-01", "period_end": "2026-02-08"}
    late = {"product_id": "late", "quantity": 1}
    world.issue("goes on late", "2026-02-08", amount_minor=700, **late, **week)


def issue_part(
    world: World, name: str, days: str, quantity: int, amount: int, **more: Value
) -> None:
    """Issue a part of February by itself, a negative amount as a credit."""
    start, end = days.split("/")
    world.issue(
        *(name, f"2026-03-{1 + len(world.tables['issued_invoices']) % 28:02}"),
        kind="recurring" if amount > 0 else "credit",
        product_id="late",
        quantity=quantity,
        amount_minor=amount,
        period_start=f"2026-{start}",
        period_end=f"2026-{end}",
        **more,
    )


def billed_in_arrears(world: World) -> None:
    """What was learned when a later change of the period had been issued as well."""
    for name in ("wedged", "wedged_again", "stopped"):
        world.subscribe(name, "late", started_on="2026-02-01", quantity=1)
        issue_part(world, name, "02-01/02-21", 1, 2000)
    for name in ("wedged", "wedged_again"):
        world.change(name, "2026-02-21T16:00:00Z", quantity=2)
        issue_part(world, name, "02-21/03-01", 2, 1600)
        world.change(name, "2026-02-11T16:00:00Z", quantity=5)
    # what "wedged" expects was issued; then the first day's change came to light
    issue_part(world, "wedged_again", "02-11/03-01", 5, 9000)
    issue_part(world, "wedged_again", "02-11/03-01", 1, -1800)
    issue_part(world, "wedged_again", "02-21/03-01", 1, 800)
    issue_part(world, "wedged_again", "02-21/03-01", 5, -4000)
    world.change("wedged_again", "2026-02-01T16:00:00Z", quantity=3)

    world.change("stopped", "2026-02-21T16:00:00Z", price_id="dearer")
    world.change("stopped", "2026-02-11T16:00:00Z", quantity=0)
    issue_part(world, "stopped", "02-21/03-01", 1, 1600, price_id="dearer")

    world.subscribe("back", "late", started_on="2026-02-01", quantity=3)
    world.change("back", "2026-02-15T16:00:00Z", quantity=1)
    world.change("back", "2026-02-15T17:00:00Z", quantity=3)
    issue_part(world, "back", "02-01/02-15", 3, 4200)
    issue_part(world, "back", "02-15/03-01", 1, 1400)


def brought_back(world: World) -> None:
    """A charge that was credited, and then holds again or was voided."""
    issued_march(world, "returned")
    world.change("returned", "2026-03-01T16:00:00Z", quantity=0)
    world.change("returned", "2026-03-01T17:00:00Z", quantity=1)
    world.subscribe("replaced_and_void", "day", started_on="2026-02-01", quantity=1)
    world.change("replaced_and_void", "2026-03-01T17:00:00Z", quantity=2)
    for on, quantity, amount, line in (
        ("2026-02-01", 1, 3100, FEBRUARY),
        ("2026-03-01", 1, 3100, {"status": "void", "voided_on": "2026-03-20"} | MARCH),
        ("2026-03-06", 2, 6200, {"kind": "proration"} | MARCH),
    ):
        world.issue(
            "replaced_and_void", on, quantity=quantity, amount_minor=amount, **line
        )
    for name in ("returned", "replaced_and_void"):
        world.issue(
            *(name, "2026-03-05"),
            kind="credit",
            quantity=1,
            amount_minor=-3100,
            **MARCH,
        )


def counted(world: World) -> None:
    """Devices whose count was 10, in history that names no rule of a price."""
    for name, first in (("counted", "02-01"), ("counted_since", "03-01")):
        world.subscribe(
            *(name, "day"),
            started_on="2026-02-01",
            device_class="workstation",
            device_policy="prorate",
        )
        world.count(name, f"2026-{first}T16:00:00Z", 10)
        for on, month in (("2026-02-01", FEBRUARY), ("2026-03-01", MARCH)):
            world.issue(name, on, quantity=10, amount_minor=31000, **month)
    world.count("counted", "2026-03-01T17:00:00Z", 2)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories, reopened])


EXPECTED: dict[str, list[tuple[str, str, str, int]]] = {
    "first_day": [
        ("03-01", "proration", "03-01/04-01", 6200),
        ("03-01", "credit", "03-01/04-01", -3100),
    ],
    # its invoices were issued whole: each period after the end comes back
    "left": [
        ("02-01", "credit", "02-01/03-01", -3100),
        ("02-01", "credit", "03-01/04-01", -3100),
    ],
    # taking back a charge is a credit, also where the charge was negative
    "left owed": [
        ("02-01", "credit", "02-01/03-01", 3100),
        ("02-01", "credit", "03-01/04-01", 3100),
    ],
    # 21 of 31 days: 3 x 2100 are taken back and 2 x 2100 charged
    "collapsed": [
        ("03-11", "proration", "03-11/04-01", 4200),
        ("03-11", "credit", "03-11/04-01", -6300),
    ],
    "undone": [
        ("03-11", "proration", "03-11/04-01", 2100),
        ("03-11", "credit", "03-11/04-01", -6300),
    ],
    "settled": [],
    # 10 of 31 days of three and of two
    "again": [
        ("03-22", "proration", "03-22/04-01", 2000),
        ("03-22", "credit", "03-22/04-01", -3000),
    ],
    "arrears": [],
    # half of February, and all of March
    "backdated": [
        ("02-15", "proration", "02-15/03-01", 3100),
        ("02-15", "credit", "02-15/03-01", -1550),
        ("03-01", "proration", "03-01/04-01", 6200),
        ("03-01", "credit", "03-01/04-01", -3100),
    ],
    # 18 days of five for one, and eight days of two as they were issued
    "wedged": [
        ("02-11", "proration", "02-11/03-01", 9000),
        ("02-11", "credit", "02-11/03-01", -1800),
        ("02-21", "proration", "02-21/03-01", 800),
        ("02-21", "credit", "02-21/03-01", -4000),
    ],
    # ten days of three: all that was issued of one goes, line by line
    "wedged_again": [
        ("02-01", "proration", "02-01/03-01", 8400),
        ("02-01", "credit", "02-01/02-21", -2000),
        ("02-11", "proration", "02-11/03-01", 1800),
        ("02-11", "credit", "02-11/03-01", -5400),
        ("02-21", "credit", "02-21/03-01", -800),
    ],
    "stopped": [
        ("02-11", "credit", "02-11/03-01", -1800),
        ("02-21", "proration", "02-21/03-01", 800),
        ("02-21", "credit", "02-21/03-01", -1600),
    ],
    "back": [
        ("02-15", "proration", "02-15/03-01", 4200),
        ("02-15", "credit", "02-15/03-01", -1400),
    ],
    "returned": [("03-01", "proration", "03-01/04-01", 3100)],
    # the credit of what is void is taken back
    "replaced_and_void": [("03-01", "proration", "03-01/04-01", 3100)],
    "counted": [
        ("03-01", "proration", "03-01/04-01", 6200),
        ("03-01", "credit", "03-01/04-01", -31000),
    ],
    # what was issued before anything was counted stays as it is
    "counted_since": [],
    "imported": [],
    # 1000 were issued; what follows a change in the rest is billed with the change
    "goes on": [("03-01", "recurring", "03-11/04-01", 2100)],
    "goes on, more": [
        ("03-01", "recurring", "03-11/03-21", 1000),
        ("03-21", "proration", "03-21/04-01", 2200),
    ],
    "goes on, more and more": [
        ("03-01", "recurring", "03-16/03-21", 500),
        ("03-21", "proration", "03-21/03-26", 1000),
        ("03-26", "proration", "03-26/04-01", 1800),
    ],
    "goes on, then out": [("03-01", "recurring", "03-11/03-21", 1000)],
    "goes on dear": [
        ("03-01", "recurring", "03-11/03-21", 1000),
        ("03-21", "proration", "03-21/04-01", 2200),
    ],
    # a product that is not prorated is charged whole, as it would be without a stub
    "goes on whole": [
        ("03-01", "recurring", "03-11/03-21", 1000),
        ("03-21", "proration", "03-21/04-01", 3100),
    ],
    "goes on from its end": [("03-11", "proration", "03-11/04-01", 4200)],
    "goes on from before": [
        ("03-06", "proration", "03-06/03-11", 1000),
        ("03-06", "proration", "03-11/04-01", 4200),
        ("03-06", "credit", "03-06/03-11", -500),
    ],
    "goes on below zero": [
        ("03-01", "recurring", "03-11/03-21", -1000),
        ("03-21", "proration", "03-21/04-01", -2200),
    ],
    # the month reaches its minimum of 3100 with what was issued
    "goes on at least": [("03-01", "recurring", "03-11/04-01", 2100)],
    "goes on at least, more": [
        ("03-01", "recurring", "03-11/03-21", 1000),
        ("03-21", "proration", "03-21/04-01", 2200),
    ],
    # a quarter of February was issued; in arrears the rest comes on its regular day
    "goes on late": [
        ("03-01", "recurring", "02-08/02-15", 700),
        ("03-01", "recurring", "02-15/03-01", 4200),
    ],
}


@pytest.mark.rule("4.2", "4.3", "5.5")
@pytest.mark.rule("4.4", case="collapsed")
@pytest.mark.rule("4.4", case="undone")
@pytest.mark.rule("trap 52", case="again")
@pytest.mark.rule("4.6", case="left")
@pytest.mark.parametrize("company", EXPECTED)
def test_an_issued_period_is_settled_once(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == EXPECTED[company]
