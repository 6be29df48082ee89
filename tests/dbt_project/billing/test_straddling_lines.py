"""Imported lines that charge metered periods in part, with other bounds than ours."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

pytestmark = pytest.mark.slow

USED = {"2025-12-10": 4, "2025-12-20": 6, "2026-01-05": 3, "2026-01-20": 8}
# what 4, 6, 3 and 8 units at 100 each come to, by month; a unit of February besides
DECEMBER, JANUARY, FEBRUARY = 1000, 1100, 100
MID_MONTH = ("2025-12-15", "2026-01-15")
# an imported line of 900, and what is left to bill of December and of January
STORIES: dict[str, tuple[tuple[str, str], dict[str, Value], dict[str, int]]] = {
    # 17 and 14 of its 31 days: 494 and 406
    "straddling": (MID_MONTH, {}, {"12": DECEMBER - 494, "01": JANUARY - 406}),
    # all of December, which it charged with other days, and 14 of 45 days
    "one_whole": (("2025-12-01", "2026-01-15"), {}, {"01": JANUARY - 280}),
    "in_one": (("2026-01-10", "2026-01-20"), {}, {"01": JANUARY - 900}),
    # 17 days were billed elsewhere, where the line was
    "taken_over": (
        MID_MONTH,
        {"billed_through": "2026-01-01"},
        {"01": JANUARY - 406},
    ),
    # all 3 days of its life in December and 14 of January
    "begun": (
        MID_MONTH,
        {"started_on": "2025-12-29", "anchor_on": "2025-12-01"},
        {"01": JANUARY - 741},
    ),
    # 6 days and all 14 of its life in January
    "ended": (
        ("2025-12-26", "2026-02-14"),
        {"ended_on": "2026-01-15"},
        {"12": DECEMBER - 270},
    ),
    "voided": (MID_MONTH, {}, {"12": DECEMBER, "01": JANUARY}),
    "settled": (MID_MONTH, {}, {}),
}
DRAFTED_ELSE = {"in_one": {"12": DECEMBER}}


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    for company, (period, more, _) in STORIES.items():
        life: dict[str, Value] = {"started_on": "2025-12-01", "meter": "gb"}
        world.subscribe(company, "gb", **life | more)
        for day, units in {**USED, "2026-02-10": 1}.items():
            world.use(company, f"{day}T12:00:00Z", str(units))
        issue(world, company, period, 900, "usage")
    for period, amount in (
        (("2025-12-01", "2026-01-01"), 506),
        (("2026-01-01", "2026-02-01"), 694),
    ):
        issue(world, "settled", period, amount, "prior_period_adjustment")


def issue(
    world: World, company: str, period: tuple[str, str], amount: int, kind: str
) -> None:
    start, end = period
    void: dict[str, Value] = {"status": "void", "voided_on": end}
    world.issue(
        *(company, end),
        product_id="gb",
        kind=kind,
        quantity=9,
        amount_minor=amount,
        period_start=start,
        period_end=end,
        **void if company == "voided" else {},
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


@pytest.mark.rule("1.4", "5.4", "5.5")
@pytest.mark.parametrize("company", STORIES)
def test_a_period_charged_in_part_is_rated_whole_less_that_part(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    expected = STORIES[company][2] | DRAFTED_ELSE.get(company, {})

    left = {
        str(period)[:2]: amount
        for _, _, period, amount in lines_of(con, company)
        if str(period)[:2] != "02"
    }

    assert left == expected


@pytest.mark.rule("5.4", "5.5")
def test_a_line_over_two_periods_leaves_in_all_what_it_did_not_charge(
    con: duckdb.DuckDBPyConnection,
) -> None:
    drafted = sum(int(str(amount)) for *_, amount in lines_of(con, "straddling"))

    assert drafted + 900 == DECEMBER + JANUARY + FEBRUARY


@pytest.mark.rule("1.6", "5.4")
def test_a_line_that_charges_parts_of_periods_is_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select company_id, reason from marts.findings "
        "where kind = 'issued_line_straddles' order by 1"
    ).fetchall()

    assert [company for company, _ in found] == [
        *("begun", "ended", "one_whole", "settled", "straddling", "taken_over")
    ]
    assert dict(found)["straddling"] == (
        "charges 17 days of the period from 2025-12-01, "
        "14 days of the period from 2026-01-01; each is rated as a whole, less its "
        "days' part of the amount: check the adjustments"
    )
