"""Imported lines that charge recurring periods with other bounds than these."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import SELLER, Value

pytestmark = pytest.mark.slow

SPANNED: dict[str, dict[str, Value]] = {
    "advance": {},
    "arrears": {},
    "none": {},
    "unsaid price": {"price_id": None},
    "no quantity": {"quantity": None, "price_id": None},
    "billed through": {},
    "rest issued": {},
    "rest issued, no quantity": {"quantity": None, "price_id": None},
    "second": {"quantity": None, "price_id": None},
    "changed": {},
    "changed on its first day": {},
    "ended": {},
    "ended before": {},
    "begun": {},
}
OTHERS = ("arrears", "none", "second")
MORE: dict[str, dict[str, Value]] = {
    "billed through": {"billed_through": "2026-02-01"},
    "ended": {"ended_on": "2026-01-20"},
    "ended before": {"ended_on": "2026-01-10"},
    # the item's life begins where a line of its days has begun already
    "begun": {"started_on": "2026-01-20", "anchor_on": "2026-01-15"},
}


def stories(world: World) -> None:
    world.tables["entities"] = [{**SELLER, "proration_invoicing": "immediate"}]
    for name, how in (
        ("advance", {}),
        ("arrears", {"billing_timing": "arrears"}),
        ("none", {"proration": "none"}),
        ("second", {"proration": "second"}),
    ):
        world.product(name, **how)
        world.price(name, unit_amount=3100, interval="month")

    # periods from the 15th; a replaced system billed calendar months up to February
    for name, line in SPANNED.items():
        product = name if name in OTHERS else "advance"
        life: dict[str, Value] = {"started_on": "2025-12-15", "quantity": 1}
        world.subscribe(name, product, **life | MORE.get(name, {}))
        for start, end, amount in (
            ("2025-12-15", "2026-01-01", 1700),
            ("2026-01-01", "2026-02-01", 3100),
        ):
            days = {"period_start": start, "period_end": end}
            sold = {"product_id": product, "price_id": product, "quantity": 1}
            world.issue(name, start, amount_minor=amount, **days | sold | line)
    world.change("changed", "2026-01-20T17:00:00Z", quantity=2)
    world.change("changed on its first day", "2026-01-15T17:00:00Z", quantity=2)

    rest = {"period_start": "2026-02-01", "period_end": "2026-02-15"}
    for name, product in (
        ("rest issued", "advance"),
        ("rest issued, no quantity", "advance"),
        ("second", "second"),
    ):
        own: dict[str, Value] = {"price_id": product, "price_rule": f"list:{product}"}
        own |= {"product_id": product, "quantity": 1, "unit_amount": 3100}
        world.issue(name, "2026-02-02", amount_minor=1400, **own | rest)


NEXT = [
    ("02-15", "recurring", "02-15/03-15", 3100),
    ("03-15", "recurring", "03-15/04-15", 3100),
]
TWICE = [(day, kind, days, 2 * amount) for day, kind, days, amount in NEXT]
REST = ("01-15", "recurring", "02-01/02-15", 1400)
EXPECTED = {
    "advance": [REST, *NEXT],
    "arrears": [
        ("02-15", "recurring", "02-01/02-15", 1400),
        ("03-15", "recurring", "02-15/03-15", 3100),
    ],
    # a started period is charged whole, so a finding tells of the rest
    "none": NEXT,
    "unsaid price": [REST, *NEXT],
    "no quantity": [REST, *NEXT],
    "billed through": NEXT,
    "rest issued": NEXT,
    "rest issued, no quantity": NEXT,
    "second": NEXT,
    "changed": [
        ("01-20", "credit", "01-20/02-01", -1200),
        ("01-20", "proration", "01-20/02-01", 2400),
        ("01-20", "proration", "02-01/02-15", 2800),
        *TWICE,
    ],
    # the line's days of that period are the new terms' by now
    "changed on its first day": [
        ("01-15", "credit", "01-15/02-01", -1700),
        ("01-15", "proration", "01-15/02-01", 3400),
        ("01-15", "recurring", "02-01/02-15", 2800),
        *TWICE,
    ],
    "ended": [("01-20", "credit", "01-20/02-01", -1200)],
    "ended before": [
        ("01-10", "credit", "01-10/01-15", -500),
        ("01-10", "credit", "01-15/02-01", -1700),
    ],
    "begun": [("01-20", "recurring", "02-01/02-15", 1400), *NEXT],
}


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("2.5", "5.5")
@pytest.mark.rule("4.1", case="none")
@pytest.mark.rule("4.2", case="changed")
@pytest.mark.rule("4.4", case="ended")
@pytest.mark.rule("4.4", case="ended before")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_period_that_a_line_reaches_into_is_billed_for_the_rest(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert sorted(lines_of(con, company)) == sorted(EXPECTED[company])


@pytest.mark.rule("1.6", "4.1")
def test_the_rest_of_a_period_that_is_not_prorated_is_told(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_id, reason from marts.findings "
        "where kind = 'issued_line_straddles'"
    ).fetchall()

    told = (
        "ends on 2026-02-01 in the period from 2026-01-15; its product is not "
        "prorated, so the rest of that period is not billed: check it, and settle "
        "it by a one-off charge"
    )
    assert found == [("us:none-2026-01-01#1", told)]
