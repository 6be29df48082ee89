"""Metered items: aggregation, tiers, caps, minimums, late usage, device counts."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of

FEBRUARY = {"started_on": "2026-02-01"}


def priced(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount="12.3", included_quantity=10)
    for model in ("graduated", "volume"):
        world.product(model, category="usage")
        world.price(model, charge_model=model)
        world.add("price_brackets", price_id=model, up_to=10, unit_amount=100)
        world.add(
            "price_brackets",
            price_id=model,
            up_to=None,
            unit_amount=50,
            flat_amount=1000,
        )
    world.product("package", category="usage")
    world.price("package", charge_model="package", unit_amount=500, package_size=10)
    world.product("capped", category="usage")
    world.price("capped", unit_amount=100, cap_minor=2800)
    world.product("minimum", category="usage")
    world.price("minimum", unit_amount=100, minimum_minor=2800)
    world.product("device", category="rmm_monitoring")
    world.price("device", unit_amount=280)


def metered(world: World) -> None:
    for name in ("gb", "graduated", "volume", "package", "capped", "minimum"):
        world.subscribe(name, name, meter="gb", **FEBRUARY)
    world.use("gb", "2026-02-10T12:00:00Z", "5.5")
    world.use("gb", "2026-02-11T12:00:00Z", "6")
    # the last hour of February in New York, and the first of March
    world.use("gb", "2026-03-01T04:59:59Z", "1")
    world.use("gb", "2026-03-01T05:00:00Z", "100")
    for name in ("graduated", "volume"):
        world.use(name, "2026-02-10T12:00:00Z", "10.5")
    world.use("package", "2026-02-10T12:00:00Z", "20.000001")
    world.use("capped", "2026-02-10T12:00:00Z", "29")
    world.use("minimum", "2026-02-10T12:00:00Z", "3")
    world.subscribe(
        "half_cap",
        "capped",
        meter="gb",
        started_on="2026-02-15",
        anchor_on="2026-02-01",
    )
    world.use("half_cap", "2026-02-14T12:00:00Z", "500")
    world.use("half_cap", "2026-02-20T12:00:00Z", "29")
    world.subscribe("peak_use", "graduated", meter="gb", aggregation="max", **FEBRUARY)
    world.use("peak_use", "2026-02-10T12:00:00Z", "3")
    world.use("peak_use", "2026-02-20T12:00:00Z", "7")
    world.use("peak_use", "2026-02-25T12:00:00Z", "5")
    world.subscribe("silent", "gb", meter="gb", **FEBRUARY)
    world.subscribe(
        "required", "gb", meter="gb", usage_required=True, started_on="2026-01-01"
    )
    world.use("required", "2026-01-10T12:00:00Z", "0")
    world.subscribe("refund", "capped", meter="gb", **FEBRUARY)
    world.use("refund", "2026-02-10T12:00:00Z", "-2.5")


def late(world: World) -> None:
    issued = {
        "kind": "usage",
        "period_start": "2026-01-01",
        "period_end": "2026-02-01",
        "quantity": 15,
        "amount_minor": 1500,
    }
    for name in ("late", "too_late", "on_time"):
        world.subscribe(name, "capped", meter="gb", started_on="2026-01-01")
        world.use(name, "2026-01-10T12:00:00Z", "15")
        world.issue(name, "2026-02-01", **issued)
    world.use("late", "2026-01-20T12:00:00Z", "20", received_at="2026-02-10T12:00:00Z")
    world.use(
        "too_late", "2026-01-20T12:00:00Z", "4", received_at="2026-06-01T12:00:00Z"
    )


def watched(world: World) -> None:
    for policy in ("average", "peak", "period_end", "prorate"):
        world.subscribe(
            policy,
            "device",
            device_class="workstation",
            device_policy=policy,
            **FEBRUARY,
        )
        world.count(policy, "2026-01-10T12:00:00Z", 10)
        # from the middle of the 28 days, local midnight of the 15th, until the 22nd
        world.count(policy, "2026-02-15T05:00:00Z", 30)
        world.count(policy, "2026-02-22T05:00:00Z", 20)
    world.subscribe(
        "contracted",
        "device",
        device_class="workstation",
        device_policy="contracted",
        quantity=7,
        started_on="2026-03-01",
    )
    world.count("contracted", "2026-03-02T05:00:00Z", 50)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([priced, metered, late, watched])


def february(kind: str, amount: int) -> tuple[str, str, str, int]:
    return ("03-01", kind, "02-01/03-01", amount)


EXPECTED: dict[str, list[tuple[str, str, str, int]]] = {
    # 12.5 less 10 included are 2.5 x 12.3 = 30.75
    "gb": [february("usage", 31)],
    # a fraction above a bound is in the next tier, whose flat amount falls due
    "graduated": [february("usage", 10 * 100 + 25 + 1000)],
    "volume": [february("usage", 525 + 1000)],
    "package": [february("usage", 1500)],
    "capped": [february("usage", 2800)],
    "minimum": [february("usage", 300), february("minimum_true_up", 2500)],
    # 14 of 28 days: half the cap; what lay before its life is not its usage
    "half_cap": [("03-01", "usage", "02-15/03-01", 1400)],
    "peak_use": [february("usage", 700)],
    "silent": [february("usage", 0)],
    # an explicit zero is a value, no event is not
    "required": [("02-01", "usage", "01-01/02-01", 0)],
    "refund": [february("usage", -250)],
    # January again as a whole: 35 x 100 are capped at 2800, less the 1500 issued
    "late": [
        february("usage", 0),
        ("03-01", "prior_period_adjustment", "01-01/02-01", 1300),
    ],
    "too_late": [february("usage", 0)],
    "on_time": [february("usage", 0)],
    # (14 x 10 + 7 x 30 + 7 x 20) / 28 = 17.5 devices
    "average": [february("usage", 4900)],
    "peak": [february("usage", 30 * 280)],
    "period_end": [february("usage", 20 * 280)],
    "prorate": [
        ("02-01", "recurring", "02-01/03-01", 2800),
        ("03-01", "recurring", "03-01/04-01", 5600),
        ("03-01", "proration", "02-15/03-01", 4200),
        ("03-01", "proration", "02-22/03-01", 1400),
        ("03-01", "credit", "02-15/03-01", -1400),
        ("03-01", "credit", "02-22/03-01", -2100),
    ],
    "contracted": [("03-01", "recurring", "03-01/04-01", 7 * 280)],
}


@pytest.mark.rule("2.1", "2.2", "3.2", "trap 9", case="gb")
@pytest.mark.rule("3.2", case="graduated")
@pytest.mark.rule("3.2", case="volume")
@pytest.mark.rule("3.2", case="package")
@pytest.mark.rule("3.3", case="capped")
@pytest.mark.rule("3.3", case="minimum")
@pytest.mark.rule("3.3", "3.7", case="half_cap")
@pytest.mark.rule("3.5", case="peak_use")
@pytest.mark.rule("3.7", "trap 25", case="required")
@pytest.mark.rule("3.2", case="refund")
@pytest.mark.rule("5.4", case="late")
@pytest.mark.rule("5.4", case="too_late")
@pytest.mark.rule("3.6", case="average")
@pytest.mark.rule("3.6", case="peak")
@pytest.mark.rule("3.6", case="period_end")
@pytest.mark.rule("3.6", case="prorate")
@pytest.mark.rule("3.6", case="contracted")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_metered_item_bills(con: duckdb.DuckDBPyConnection, company: str) -> None:
    assert lines_of(con, company) == EXPECTED[company]


@pytest.mark.rule("1.2", "3.6")
def test_an_average_keeps_its_fraction(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select quantity from marts.invoice_lines where company_id = 'average'"
    ).fetchall()

    assert found == [(Decimal("17.5"),)]


@pytest.mark.rule("3.7", "3.9", "trap 25")
def test_missing_required_usage_holds_the_draft(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select invoice_date::varchar, status, reason "
        "from intermediate.int_invoices_united where company_id = 'required' order by 1"
    ).fetchall()

    assert found == [
        ("2026-02-01", "draft", None),
        ("2026-03-01", "pending_review", "usage_missing item required"),
    ]


@pytest.mark.rule("3.7", "5.4")
def test_usage_that_nothing_bills_is_a_finding(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select kind, company_id from marts.findings "
        "where kind in ('unrated_usage', 'late_usage') order by all"
    ).fetchall()

    assert found == [("late_usage", "too_late"), ("unrated_usage", "half_cap")]
