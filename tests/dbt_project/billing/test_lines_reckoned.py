"""A line that changes, takes back or counts others names them (semantics 5.9)."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from tests.dbt_project.billing.conftest import Tell, World
from tests.support.world import Value

pytestmark = pytest.mark.rule("5.9")

JANUARY = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
FEBRUARY = {"period_start": "2026-02-01", "period_end": "2026-03-01"}
MARCH = {"period_start": "2026-03-01", "period_end": "2026-04-01"}


def prices(world: World) -> None:
    world.product("traffic", category="usage")
    world.price("traffic", unit_amount=100)
    world.product("least", category="usage")
    world.price("least", unit_amount=100, minimum_minor=2800)
    world.product("daily")
    world.price("daily", unit_amount=3100, interval="month")
    world.product("floor")
    world.price("floor", unit_amount=1000, interval="month", minimum_minor=3100)


def adjusted(world: World) -> None:
    used = {"product_id": "traffic", "kind": "usage", "price_rule": "list:traffic"}
    for name in ("once", "twice", "void", "in part"):
        world.subscribe(name, "traffic", meter="gb", started_on="2026-01-01")
        world.use(name, "2026-01-20T12:00:00Z", "12")
        world.use(
            name, "2026-01-21T12:00:00Z", "3.5", received_at="2026-02-09T12:00:00Z"
        )
        line = {**used, **JANUARY, "quantity": 12, "amount_minor": 1200}
        if name != "in part":
            world.issue(name, "2026-02-01", **line)
    more = {**used, "kind": "prior_period_adjustment", **JANUARY}
    world.issue("twice", "2026-03-01", **more, quantity=1, amount_minor=100)
    world.issue(
        *("void", "2026-03-01"),
        **{**more, "quantity": "3.5", "amount_minor": 350},
        status="void",
        voided_on="2026-03-05",
    )
    # half a month from each of two periods, on one imported line
    both = {"period_start": "2026-01-15", "period_end": "2026-02-18"}
    world.issue(
        "in part",
        "2026-02-18",
        **{**used, **both, "price_rule": None},
        amount_minor=340,
    )


def replaced(world: World) -> None:
    for name in ("credited", "drafted", "undone"):
        world.subscribe(name, "daily", quantity=2)
        charged = {**MARCH, "product_id": "daily", "quantity": 2, "amount_minor": 6200}
        if name != "drafted":
            world.issue(name, "2026-03-01", **charged, price_rule="list:daily")
        world.change(name, "2026-03-11T16:00:00Z", quantity=1)
    # the day's last change said as many as before, after the first was credited
    world.change("undone", "2026-03-11T17:00:00Z", quantity=2)
    world.issue(
        *("undone", "2026-03-11"),
        kind="credit",
        product_id="daily",
        period_start="2026-03-11",
        period_end="2026-04-01",
        quantity=2,
        amount_minor=-4200,
        price_rule="list:daily",
    )
    # of two lines of one day and quantity that a change made, one names no price
    world.price("daily", price_id="dearer", unit_amount=6200, tier="x")
    world.subscribe("of one day", "daily", quantity=2)
    line: dict[str, Value] = {"product_id": "daily", "quantity": 2}
    rest = {**line, "period_start": "2026-03-11", "period_end": "2026-04-01"}
    world.issue("of one day", "2026-03-01", **{**line, **MARCH}, amount_minor=6200)
    world.issue("of one day", "2026-03-11", **rest, kind="credit", amount_minor=-4200)
    made: dict[str, Value] = {"kind": "proration", "price_id": "dearer"}
    world.issue("of one day", "2026-03-12", **rest, **made, amount_minor=8400)
    world.change("of one day", "2026-03-20T16:00:00Z", quantity=3)


def counted(world: World) -> None:
    world.subscribe("usage", "least", meter="gb", started_on="2026-02-01")
    world.use("usage", "2026-02-10T12:00:00Z", "3")
    world.subscribe("minimum", "floor", quantity=1)
    world.subscribe(
        "agreed", "daily", quantity=1, started_on="2026-01-01", contract_id="agreed"
    )
    world.add(
        "contracts",
        contract_id="agreed",
        company_id="agreed",
        status="active",
        starts_on="2026-01-01",
        ends_on="2026-03-01",
        committed_minor=10000,
        commitment_interval="term",
    )
    world.issue(
        *("agreed", "2026-01-01"),
        **JANUARY,
        product_id="daily",
        quantity=1,
        amount_minor=3100,
        price_rule="list:daily",
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    """All of these stories, computed together."""
    stories: tuple[Tell, ...] = (prices, adjusted, replaced, counted)
    return told(stories, whole=True, as_of=date(2026, 4, 30))


def words(con: duckdb.DuckDBPyConnection, company: str) -> list[str]:
    """What the company's drafted lines say of the lines that they change."""
    found = con.execute(
        "select words from marts.invoice_line_derivations where company_id = ? "
        "and step in ('adjusts', 'takes_back', 'credits') order by invoice_id, line_no",
        [company],
    )
    return [row[0] for row in found.fetchall()]


ADJUSTED = {
    "once": (
        "Adjusts invoice once-2026-02-01 (us:once-2026-02-01) line 1: "
        "was USD 12.00, is USD 15.50, difference USD 3.50"
    ),
    "twice": (
        "Adjusts invoice twice-2026-02-01 (us:twice-2026-02-01) line 1 and invoice "
        "twice-2026-03-01 (us:twice-2026-03-01) line 1: "
        "was USD 13.00, is USD 15.50, difference USD 2.50"
    ),
    "void": (
        "Adjusts invoice void-2026-02-01 (us:void-2026-02-01) line 1: "
        "was USD 12.00, is USD 15.50, difference USD 3.50"
    ),
}
CHANGED = {
    "credited": (
        "Credits invoice credited-2026-03-01 (us:credited-2026-03-01) line 1, "
        "charged at USD 62.00"
    ),
    "drafted": "Credits draft:us:drafted:USD:2026-03-01 line 1, charged at USD 62.00",
    "undone": (
        "Takes back invoice undone-2026-03-11 (us:undone-2026-03-11) line 1, "
        "charged at USD -42.00"
    ),
}


@pytest.mark.rule("5.4")
@pytest.mark.parametrize("company", ADJUSTED)
def test_an_adjustment_says_which_lines_were_what_and_are(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert words(con, company) == [ADJUSTED[company]]


@pytest.mark.rule("5.5")
def test_of_a_line_that_charges_two_periods_each_has_its_part(
    con: duckdb.DuckDBPyConnection,
) -> None:
    # 17 of 34 days are January's, and February has no usage
    line = "Adjusts invoice in part-2026-02-18 (us:in part-2026-02-18) line 1 in part: "
    assert {*words(con, "in part")} == {
        f"{line}was USD 1.70, is USD 15.50, difference USD 13.80",
        f"{line}was USD 1.70, is USD 0.00, difference USD -1.70",
    }


@pytest.mark.rule("4.2")
@pytest.mark.parametrize("company", CHANGED)
def test_a_credit_and_a_reversal_name_the_line_they_change(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert words(con, company) == [CHANGED[company]]


@pytest.mark.rule("4.4")
def test_each_reversal_names_the_lines_of_its_own_terms(
    con: duckdb.DuckDBPyConnection,
) -> None:
    named = {
        f"{role} invoice {number} (us:{number}) line 1, charged at USD {charged}"
        for role, number, charged in (
            ("Takes back", "of one day-2026-03-11", "-42.00"),
            ("Takes back", "of one day-2026-03-12", "84.00"),
            ("Credits", "of one day-2026-03-01", "62.00"),
        )
    }
    assert {*words(con, "of one day")} == named


@pytest.mark.rule("3.3", "3.10")
@pytest.mark.parametrize(
    ("company", "others"),
    [
        ("usage", [("draft:us:usage:USD:2026-03-01", 1, "usage", 300)]),
        ("minimum", [("draft:us:minimum:USD:2026-03-01", 1, "recurring", 1000)]),
        (
            "agreed",
            [
                ("us:agreed-2026-01-01", 1, "recurring", 3100),
                ("draft:us:agreed:USD:2026-02-01", 1, "recurring", 3100),
            ],
        ),
    ],
)
def test_a_true_up_names_the_lines_it_counts_and_they_sum_to_what_it_takes_off(
    con: duckdb.DuckDBPyConnection, company: str, others: list[tuple[object, ...]]
) -> None:
    (line,) = con.execute(
        "select invoice_id, line_no, change_minor from marts.invoice_line_derivations "
        "where company_id = ? and step = 'less_charged' "
        "qualify row_number() over (order by invoice_id, line_no) = 1",
        [company],
    ).fetchall()
    found = con.execute(
        "select other_invoice_id, other_line_no, kind, amount_minor "
        "from intermediate.int_lines_reckoned where invoice_id = ? and line_no = ? "
        "and role = 'counts' order by invoice_date",
        [*line[:2]],
    ).fetchall()

    assert found == others
    assert sum(row[3] for row in found) == -line[2]
