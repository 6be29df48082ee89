"""Charge models and clauses, each by an amount that can be checked in the head."""

from collections.abc import Callable

import duckdb
import pytest

from ingest.contracts.agreements import SUBSCRIPTION_ITEMS
from ingest.contracts.pricing import PRICES
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

FEBRUARY = {"started_on": "2026-02-01", "meter": "gb"}
NOON = "2026-02-{:02}T12:00:00Z"
TIERS = ((10, 100, 1000), (20, 50, 500), (None, 10, 0))


def tiers(
    world: World, name: str, model: str, brackets: tuple[tuple[Value, ...], ...] = TIERS
) -> None:
    """Offer a tiered price, by default up to ten at 1.00 and 10.00 flat, and so on."""
    world.product(name, category="usage")
    world.price(name, charge_model=model)
    for up_to, unit, flat in brackets:
        world.add(
            "price_brackets",
            price_id=name,
            up_to=up_to,
            unit_amount=unit,
            flat_amount=flat,
        )


def use(world: World, company: str, product: str, quantity: str | None) -> None:
    """Sell a company a meter for February, and let it use so much."""
    world.subscribe(company, product, **FEBRUARY)
    if quantity is not None:
        world.use(company, NOON.format(10), quantity)


def tiered(world: World) -> None:
    for model in ("graduated", "volume"):
        tiers(world, model, model)
        for name, quantity in {
            "nothing": None,
            "zero": "0",
            "at the bound": "10",
            "a fraction above": "10.000001",
            "in the last": "21",
            "negative": "-11",
        }.items():
            use(world, f"{model} {name}", model, quantity)
        closed = TIERS[:2]
        tiers(world, f"{model} closed", f"{model}", closed)
        use(world, f"{model} closed within", f"{model} closed", "20")
        use(world, f"{model} closed beyond", f"{model} closed", "20.000001")


def plain(world: World) -> None:
    world.product("flat", category="usage")
    world.price("flat", charge_model="flat", flat_amount="1999.5")
    use(world, "flat silent", "flat", None)
    use(world, "flat used", "flat", "77")
    world.product("package", category="usage")
    world.price(
        "package",
        charge_model="package",
        unit_amount=500,
        package_size="2.5",
        included_quantity=5,
    )
    for name, quantity in (("included", "5"), ("one", "5.1"), ("two", "10")):
        use(world, f"package {name}", "package", quantity)
    use(world, "package back", "package", "-7.6")
    world.product("cents", category="usage")
    world.price("cents", unit_amount="99.99")
    use(world, "cents", "cents", "1")


def clauses(world: World) -> None:
    world.product("all", category="usage")
    world.price(
        "all", unit_amount=100, included_quantity=2, cap_minor=900, minimum_minor=450
    )
    for name, quantity in (("below", "5"), ("between", "8"), ("above", "30")):
        use(world, f"all {name}", "all", quantity)
    # ten of the 28 days: 321.43 of the cap, 160.71 of the minimum, all the included
    stub = FEBRUARY | {"started_on": "2026-02-19", "anchor_on": "2026-02-01"}
    for name, quantity in (("stub below", "3"), ("stub above", "30")):
        world.subscribe(f"all {name}", "all", **stub)
        world.use(f"all {name}", NOON.format(20), quantity)
    world.product("capped least", category="usage")
    world.price("capped least", unit_amount=100, cap_minor=300, minimum_minor=400)
    use(world, "capped least", "capped least", "9")
    world.product("capped", category="usage")
    world.price("capped", unit_amount=100, cap_minor=900)
    use(world, "capped back", "capped", "-30")
    world.product("capped seats")
    world.price("capped seats", unit_amount=100, cap_minor=900, interval="month")
    world.subscribe("capped seats back", "capped seats", quantity=-30)


def recurring(world: World) -> None:
    world.product("seats")
    world.price("seats", charge_model="graduated", interval="month")
    for up_to, unit in ((5, 100), (None, 10)):
        world.add("price_brackets", price_id="seats", up_to=up_to, unit_amount=unit)
    world.subscribe("removed seats", "seats", quantity=8, started_on="2026-01-01")
    world.change("removed seats", "2026-02-20T12:00:00Z", quantity=3)
    world.product("least")
    world.price("least", unit_amount=100, minimum_minor=1000, interval="month")
    world.subscribe("split", "least", quantity=1, started_on="2026-03-01")
    for day, quantity in ((8, 2), (15, 3)):
        world.change("split", f"2026-03-{day:02}T12:00:00Z", quantity=quantity)


def after_a_credit(world: World) -> None:
    """Carry a gauge over a period whose invoice was negative."""
    world.product("level", category="usage")
    world.price("level", unit_amount=100)
    world.subscribe(
        "state", "level", meter="gb", aggregation="latest", started_on="2026-01-01"
    )
    world.use("state", "2026-01-10T12:00:00Z", "-3")
    world.issue(
        "state",
        "2026-02-01",
        kind="usage",
        period_start="2026-01-01",
        period_end="2026-02-01",
        quantity=-3,
        amount_minor=-300,
    )


def overridden(world: World) -> None:
    """Override a tiered price by each kind, and a percent above a hundred."""
    for name, kind, value in (
        ("price", "price", "1"),
        ("amount", "amount_off", "1"),
        ("percent", "percent", "50"),
        ("all of it", "percent", "150"),
    ):
        use(world, f"tiers by {name}", "graduated", "12")
        world.add(
            "price_overrides",
            override_id=name,
            company_id=f"tiers by {name}",
            product_id="graduated",
            kind=kind,
            value=value,
            approved_by="cfo",
        )


def repriced(world: World) -> None:
    """Change what a meter costs in the middle of January, in two ways."""
    world.product("meter", category="usage")
    world.price("meter", unit_amount=100)
    world.price(
        "meter_next",
        product_id="meter",
        unit_amount=300,
        effective_from="2026-01-15",
        company_id="new catalogue",
    )
    world.price("meter_own", product_id="meter", unit_amount=200, tier="nobody")
    for name in ("new catalogue", "new terms"):
        world.subscribe(name, "meter", meter="gb", started_on="2026-01-01")
        for day in ("2026-01-10", "2026-01-20", "2026-02-10"):
            world.use(name, f"{day}T12:00:00Z", "1")
    world.change("new terms", "2026-01-15T12:00:00Z", price_id="meter_own")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told(
        [tiered, plain, clauses, recurring, after_a_credit, overridden, repriced]
    )


AMOUNTS = {
    "flat silent": 2000,
    "flat used": 2000,
    "package included": 0,
    "package one": 500,
    "package two": 1000,
    "package back": -1000,
    "cents": 100,
    # a flat amount falls due with the first unit of its tier, the first at zero too
    "graduated nothing": 1000,
    "graduated zero": 1000,
    "graduated at the bound": 2000,
    # the fraction costs 0.00005 and the second tier's 500
    "graduated a fraction above": 2500,
    "graduated in the last": 2000 + 1000 + 10,
    "graduated negative": -(2000 + 50 + 500),
    "graduated closed within": 2000 + 1000,
    "volume nothing": 1000,
    "volume zero": 1000,
    "volume at the bound": 2000,
    "volume a fraction above": 1000,
    "volume in the last": 210,
    "volume negative": -(550 + 500),
    "volume closed within": 1500,
    "all below": 300,
    "all between": 600,
    "all above": 900,
    "all stub below": 100,
    "all stub above": 321,
    "capped least": 300,
    "capped back": -900,
}


@pytest.mark.rule("3.2", "3.3", "1.3", "trap 30")
@pytest.mark.parametrize("company", AMOUNTS)
def test_a_model_charges(con: duckdb.DuckDBPyConnection, company: str) -> None:
    found = con.execute(
        "select amount_minor from marts.invoice_lines "
        "where company_id = ? and kind = 'usage' and period_start < '2026-03-01'",
        [company],
    ).fetchall()

    assert found == [(AMOUNTS[company],)]


LACKING = {
    "all below": [150],
    "all between": [],
    "all above": [],
    "all stub below": [61],
    "all stub above": [],
    # the cap acts first, and the minimum has the last word
    "capped least": [100],
}


@pytest.mark.rule("3.3")
@pytest.mark.parametrize("company", LACKING)
def test_the_minimum_makes_up_what_the_capped_line_lacks(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select amount_minor from marts.invoice_lines "
        "where company_id = ? and kind = 'minimum_true_up'",
        [company],
    ).fetchall()

    assert [amount for (amount,) in found] == LACKING[company]


@pytest.mark.rule("3.2", "3.3")
def test_a_cap_holds_for_seats_that_are_given_back(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert lines_of(con, "capped seats back") == [
        ("03-01", "recurring", "03-01/04-01", -900)
    ]


@pytest.mark.rule("1.6", "3.2")
@pytest.mark.parametrize("model", ["graduated", "volume"])
def test_units_above_the_last_bound_hold_the_draft(
    con: duckdb.DuckDBPyConnection, model: str
) -> None:
    company = f"{model} closed beyond"
    found = con.execute(
        "select status, reason from intermediate.int_invoices_united "
        "where company_id = ?",
        [company],
    ).fetchall()

    assert found == [("pending_review", f"cannot_be_rated item {company}")]
    assert lines_of(con, company) == []


@pytest.mark.rule("3.2", "trap 19")
def test_seats_removed_before_the_period_use_up_no_tier(
    con: duckdb.DuckDBPyConnection,
) -> None:
    march = ("03-01", "recurring", "03-01/04-01", 300)

    assert march in lines_of(con, "removed seats")


@pytest.mark.rule("3.5", "trap 20")
def test_a_state_is_carried_from_readings_not_from_an_invoice(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert lines_of(con, "state") == [("03-01", "usage", "02-01/03-01", -300)]


TIERED_BY = {
    # amounts act on one column and not on tiers: 2000 + 500 + 100 stays
    "price": (2600, "list:graduated"),
    "amount": (2600, "list:graduated"),
    "percent": (1300, "override:percent list:graduated"),
    "all of it": (0, "override:all of it list:graduated"),
}


@pytest.mark.rule("3.1")
@pytest.mark.parametrize("kind", TIERED_BY)
def test_an_override_acts_on_tiers_by_percent_alone(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    found = con.execute(
        "select amount_minor, price_rule from marts.invoice_lines "
        "where company_id = ? and period_start < '2026-03-01'",
        [f"tiers by {kind}"],
    ).fetchall()

    assert found == [TIERED_BY[kind]]


@pytest.mark.rule("3.1")
def test_an_override_without_effect_is_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_id from marts.findings "
        "where kind = 'override_without_effect' order by 1"
    ).fetchall()

    assert found == [("amount",), ("price",)]


@pytest.mark.rule("3.1")
@pytest.mark.parametrize(
    ("company", "february"), [("new catalogue", 300), ("new terms", 200)]
)
def test_a_meter_s_new_price_counts_from_its_next_period(
    con: duckdb.DuckDBPyConnection, company: str, february: int
) -> None:
    assert lines_of(con, company) == [
        ("02-01", "usage", "01-01/02-01", 200),
        ("03-01", "usage", "02-01/03-01", february),
    ]


@pytest.mark.rule("3.3", "trap 24")
def test_the_minimum_is_made_up_once_however_often_terms_change(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select count(*) from marts.invoice_lines "
        "where company_id = 'split' and kind = 'minimum_true_up'"
    ).fetchone()

    assert found == (1,)


@pytest.mark.rule("trap 18")
def test_no_filter_takes_a_part_of_a_meter() -> None:
    """An item rates a whole meter, so that no two buckets can hold one event."""
    columns = {column.name for column in (*PRICES.columns, *SUBSCRIPTION_ITEMS.columns)}

    assert not {name for name in columns if "filter" in name or "propert" in name}
