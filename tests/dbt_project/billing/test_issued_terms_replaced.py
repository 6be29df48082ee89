"""Issued terms that an hour, another quantity or a missing price has replaced since."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER, Value

pytestmark = pytest.mark.slow

MARCH = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
FROM_05 = {"period_start": "2026-03-05", "period_end": "2026-04-01"}
HOUR = 3600


def own(world: World, name: str, on: str, amount: int, **line: Value) -> None:
    """Issue a line that names its price, as an invoice of this home does."""
    rule: dict[str, Value] = {"price_rule": f"list:{line['product_id']}"}
    world.issue(
        name, on, amount_minor=amount, price_id=line["product_id"], **rule, **line
    )


def stories(world: World) -> None:
    utc = {**SELLER, "time_zone": "UTC", "proration_invoicing": "immediate"}
    world.tables["entities"] = [utc]
    # a minor unit an hour
    world.product("hours", proration="second")
    world.price("hours", unit_amount=31 * 24, interval="month")
    hours: dict[str, Value] = {"product_id": "hours"}
    for name, unit in (("hour later", 744), ("hour later, price written over", 700)):
        # ten from the 1st, four from 01:00 of the 5th; the day's last change came late
        world.subscribe(name, "hours", quantity=10)
        for kind, on, amount, quantity, days in (
            ("recurring", "2026-03-01", 7440, 10, MARCH),
            ("credit", "2026-03-05", -10 * (27 * 24 - 1), 10, FROM_05),
            ("proration", "2026-03-06", 4 * (27 * 24 - 1), 4, FROM_05),
        ):
            line: dict[str, Value] = {"kind": kind, "quantity": quantity, **days}
            own(world, name, on, amount, unit_amount=unit, **hours, **line)
        world.change(name, "2026-03-05T01:00:00Z", quantity=4)
        world.change(name, "2026-03-05T03:00:00Z", quantity=1)

    world.product("day")
    world.price("day", unit_amount=3100, interval="month")
    for name, then in (("out, then others", 2), ("out, then the same", 1)):
        world.subscribe(name, "day", quantity=1)
        for kind, on, amount in (
            ("recurring", "2026-03-01", 3100),
            ("credit", "2026-03-02", -3100),
        ):
            own(
                world,
                name,
                on,
                amount,
                kind=kind,
                quantity=1,
                product_id="day",
                **MARCH,
            )
        world.change(name, "2026-03-01T08:00:00Z", quantity=0)
        world.change(name, "2026-03-01T09:00:00Z", quantity=then)

    # a replaced system billed to the 30th and named no price; the rest was issued here
    world.subscribe("rest", "day", quantity=1)
    to_30 = {"period_start": "2026-03-01", "period_end": "2026-03-30"}
    from_30 = {"period_start": "2026-03-30", "period_end": "2026-04-01"}
    world.issue("rest", "2026-03-01", amount_minor=2900, quantity=1, **to_30)
    own(world, "rest", "2026-03-02", 200, quantity=1, product_id="day", **from_30)

    # a change that a replaced system billed, its lines without a price
    world.price("day", price_id="dearer", tier="x", unit_amount=6200, interval="month")
    from_16 = {"period_start": "2026-03-16", "period_end": "2026-04-01"}
    world.subscribe("changed elsewhere", "day", quantity=1)
    world.change("changed elsewhere", "2026-03-16T08:00:00Z", price_id="dearer")
    for kind, on, amount, days in (
        ("recurring", "2026-03-01", 3100, MARCH),
        ("credit", "2026-03-16", -1600, from_16),
        ("proration", "2026-03-17", 3200, from_16),
    ):
        imported: dict[str, Value] = {"kind": kind, "amount_minor": amount, **days}
        world.issue("changed elsewhere", on, quantity=1, **imported)

    # an item has an end, later than what was imported for it
    ended: dict[str, Value] = {"started_on": "2026-02-20", "ended_on": "2026-05-04"}
    world.subscribe("ends later", "day", quantity=1, anchor_on="2026-03-01", **ended)
    for start, end in (
        ("2026-02-20", "2026-03-11"),
        ("2026-03-11", "2026-03-20"),
        ("2026-03-20", "2026-04-01"),
    ):
        days = {"period_start": start, "period_end": end}
        world.issue("ends later", start, amount_minor=1550, quantity=1, **days)

    # an end that was told and taken back: the credit was ours, the charge was not
    world.subscribe("left and back", "day", quantity=1)
    world.issue("left and back", "2026-03-01", amount_minor=3100, quantity=1, **MARCH)
    line = {"kind": "credit", "quantity": 1, "product_id": "day", **MARCH}
    own(world, "left and back", "2026-03-02", -3100, **line)

    world.product("gone")
    for name, change in (("gone", False), ("gone, changed", True)):
        world.subscribe(name, "gone", quantity=1)
        own(world, name, "2026-03-01", 3100, quantity=1, product_id="gone", **MARCH)
        if change:
            world.change(name, "2026-03-11T08:00:00Z", quantity=2)


def prices_taken_back(world: World) -> None:
    # a change of price that was issued, and that nobody tells of any more
    from_16 = {"period_start": "2026-03-16", "period_end": "2026-04-01"}
    world.product("behind", billing_timing="arrears")
    world.price("behind", unit_amount=3100, interval="month")
    bound = {"product_id": "behind", "tier": "x", "unit_amount": 6200}
    world.price("behind", price_id="dearer behind", interval="month", **bound)
    to_16 = {"period_start": "2026-03-01", "period_end": "2026-03-16"}
    for name, product, lines in (
        (
            "price taken back",
            "day",
            (
                ("recurring", 3100, "day", MARCH),
                ("credit", -1600, "day", from_16),
                ("proration", 3200, "dearer", from_16),
            ),
        ),
        (
            "price taken back, arrears",
            "behind",
            (
                ("recurring", 1500, "behind", to_16),
                ("recurring", 3200, "dearer behind", from_16),
            ),
        ),
    ):
        world.subscribe(name, product, quantity=1)
        for number, (kind, amount, price, days) in enumerate(lines, 1):
            issued: dict[str, Value] = {"kind": kind, "price_id": price, **days}
            level = "list" if price == product else "fixed"
            issued |= {"price_rule": f"{level}:{price}", "product_id": product}
            on = f"2026-03-{number:02}"
            world.issue(name, on, amount_minor=amount, quantity=1, **issued)


def minimums(world: World) -> None:
    # March was issued at another price, or elsewhere, with its minimum or without
    world.product("least")
    world.price("least", unit_amount=310, minimum_minor=3000, interval="month")
    least: dict[str, Value] = {"product_id": "least", "quantity": 1, **MARCH}
    for name in ("minimum, written over", "minimum, elsewhere", "minimum, due"):
        world.subscribe(name, "least", quantity=1)
    own(world, "minimum, written over", "2026-03-01", 3500, **least)
    world.issue("minimum, elsewhere", "2026-03-01", amount_minor=310, **least)

    # the price is the same, and its minimum was given, raised or taken away since
    world.product("bare")
    world.price("bare", unit_amount=310, interval="month")
    for name, product, made_up in (
        ("minimum, given", "least", 0),
        ("minimum, raised", "least", 1690),
        ("minimum, taken away", "bare", 2690),
    ):
        world.subscribe(name, product, quantity=1)
        month: dict[str, Value] = {"product_id": product, "quantity": 1, **MARCH}
        own(world, name, "2026-03-01", 310, **month)
        if made_up:
            own(world, name, "2026-03-02", made_up, kind="minimum_true_up", **month)


EXPECTED = {
    # two hours more of ten are owed, and one from the third hour on instead of four
    "hour later": [
        ("03-05", "proration", "03-05/04-01", 27 * 24 - 3),
        ("03-05", "proration", "03-05/04-01", 10 * (27 * 24 - 1)),
        ("03-05", "credit", "03-05/04-01", -10 * (27 * 24 - 3)),
        ("03-05", "credit", "03-05/04-01", -4 * (27 * 24 - 1)),
    ],
    # which hours were issued cannot be told from what they cost
    "hour later, price written over": [
        ("03-05", "proration", "03-05/04-01", 27 * 24 - 3),
        ("03-05", "credit", "03-05/04-01", -4 * (27 * 24 - 1)),
    ],
    "out, then others": [("03-01", "proration", "03-01/04-01", 6200)],
    "out, then the same": [("03-01", "proration", "03-01/04-01", 3100)],
    "rest": [],
    "changed elsewhere": [],
    "price taken back": [
        ("03-16", "credit", "03-16/04-01", -3200),
        ("03-16", "proration", "03-16/04-01", 1600),
    ],
    "price taken back, arrears": [
        ("03-16", "credit", "03-16/04-01", -3200),
        ("03-16", "proration", "03-16/04-01", 1600),
    ],
    "ends later": [],
    "left and back": [("03-01", "proration", "03-01/04-01", 3100)],
    "minimum, written over": [],
    "minimum, elsewhere": [],
    "minimum, given": [],
    "minimum, raised": [],
    "minimum, taken away": [],
    "minimum, due": [
        ("03-01", "recurring", "03-01/04-01", 310),
        ("03-01", "minimum_true_up", "03-01/04-01", 2690),
    ],
    "gone": [],
    "gone, changed": [],
}


@pytest.fixture(scope="module")
def con(
    told: Callable[..., duckdb.DuckDBPyConnection],
) -> duckdb.DuckDBPyConnection:
    return told([stories, minimums, prices_taken_back])


@pytest.mark.rule("4.1", "4.2", "4.4", "5.5")
@pytest.mark.parametrize("company", EXPECTED)
def test_what_replaced_issued_terms_is_settled(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert sorted(lines_of(con, company)) == sorted(EXPECTED[company])


@pytest.mark.rule("1.6")
def test_what_was_issued_at_a_price_that_is_gone_stands_and_is_told(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_id, reason, amount_minor from marts.findings "
        "where kind = 'issued_terms_unpriced' order by 1"
    ).fetchall()

    told = (
        "was billed from 2026-03-01 on at a price that gives no amount any more; what "
        "was issued stands: give the price back, or settle it by a credit note"
    )
    assert found == [("gone", told, 3100), ("gone, changed", told, 3100)]
