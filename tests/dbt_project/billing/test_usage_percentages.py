"""Percentage prices: fee, free allowance and bounds, one transaction after another."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

pytestmark = pytest.mark.slow

NOON = "2026-02-{:02}T12:00:00Z"
PRICES: dict[str, dict[str, Value]] = {
    "plain": {"percent": "2", "fixed_amount": 30},
    "fee": {"fixed_amount": 30},
    "events": {"percent": "2", "fixed_amount": 30, "free_events": 2},
    "units": {"percent": "2", "fixed_amount": 30, "free_units": 1000},
    "both": {"percent": "2", "fixed_amount": 30, "free_events": 2, "free_units": 1000},
    "nothing_free": {
        "percent": "2",
        "fixed_amount": 30,
        "free_events": 0,
        "free_units": 1000,
    },
    "bounds": {
        "percent": "2",
        "fixed_amount": 30,
        "free_units": 1000,
        "min_transaction_minor": 40,
        "max_transaction_minor": 60,
    },
    "raised": {"percent": "2", "min_transaction_minor": 40},
    "included": {"percent": "2", "fixed_amount": 30, "included_quantity": 1000},
    "limit": {"percent": "9999.999999", "fixed_amount": "9999999999.9999999999"},
    "thirds": {"percent": "0.333333", "fixed_amount": "0.1"},
    "capped": {"percent": "2", "cap_minor": 25},
    "least": {"percent": "2", "free_units": 1000, "minimum_minor": 50},
}


def trade(world: World, company: str, price: str, *amounts: int) -> None:
    """Sell a company a priced meter for February and let it trade, a noon each."""
    world.subscribe(company, price, meter="gb", started_on="2026-02-01")
    for day, amount in enumerate(amounts, start=1):
        world.use(company, NOON.format(day), str(amount))


def stories(world: World) -> None:
    for name, terms in PRICES.items():
        world.product(name, category="usage")
        world.price(name, charge_model="percentage", **terms)
    trade(world, "plain", "plain", 1000, 500)
    trade(world, "silent", "plain")
    trade(world, "fee", "fee", 5, 5, 0)
    trade(world, "events", "events", 5000, 5000, 1000)
    trade(world, "units", "units", 600, 600, 100)
    trade(world, "to_the_unit", "units", 600, 400, 100)
    trade(world, "used_up", "units", 1000, 0)
    trade(world, "events_first", "both", 10, 10, 10)
    trade(world, "units_first", "both", 1500, 10, 10)
    trade(world, "nothing_free", "nothing_free", 100)
    trade(world, "bounds", "bounds", 1000, 100, 5000, 1000)
    trade(world, "raised", "raised", 100, 5000)
    trade(world, "crossing_bound", "bounds", 1100)
    trade(world, "included", "included", 600, 600)
    trade(world, "thirds", "thirds", *[100] * 3)
    for name, count in (("limit", 1), ("beyond", 12)):
        world.subscribe(name, "limit", meter="gb", started_on="2026-02-01")
        for day in range(1, count + 1):
            world.use(name, NOON.format(day), "999999999999.999999")
    trade(world, "refund", "plain", 1000, -1000, -500)
    trade(world, "bounded_refund", "bounds", 1000, -100)
    trade(world, "capped", "capped", 1000, 1000)
    trade(world, "least", "least", 600)
    ordering(world)
    partial(world)
    counted_late(world)
    other_quantities(world)


def ordering(world: World) -> None:
    """Tell transactions in another order than they happened."""
    world.subscribe("by_instant", "units", meter="gb", started_on="2026-02-01")
    world.use("by_instant", NOON.format(2), "2000")
    world.use("by_instant", NOON.format(1), "900")
    world.subscribe("by_id", "units", meter="gb", started_on="2026-02-01")
    for name, amount in (("b", "2000"), ("a", "900")):
        world.use("by_id", NOON.format(1), amount, event_id=f"by_id {name}")
    world.subscribe("corrected", "units", meter="gb", started_on="2026-02-01")
    world.use("corrected", NOON.format(1), "5000", event_id="corrected 1st")
    world.use("corrected", NOON.format(2), "600")
    world.use("corrected", NOON.format(20), "500", corrects_event_id="corrected 1st")


def partial(world: World) -> None:
    """Begin in the middle of a period, and bring usage after it was issued."""
    stub = {"started_on": "2026-02-15", "anchor_on": "2026-02-01"}
    world.subscribe("stub", "units", meter="gb", **stub)
    world.use("stub", NOON.format(16), "1000")
    world.use("stub", NOON.format(17), "100")
    world.subscribe("late", "events", meter="gb", started_on="2026-01-01")
    charged = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
    world.issue("late", "2026-02-01", kind="usage", amount_minor=50, **charged)
    for day in (10, 11, 12):
        world.use("late", f"2026-01-{day}T12:00:00Z", "1000")
    # the earliest of all: it is free, and the one of the 11th is so no more
    early = "2026-01-05T12:00:00Z"
    world.use("late", early, "3000", received_at="2026-02-10T12:00:00Z")


def counted_late(world: World) -> None:
    """Count no device in January, before or after it was issued at another price."""
    device = {"device_class": "workstation", "device_policy": "average"}
    charged = {"period_start": "2026-01-01", "period_end": "2026-02-01", "quantity": 0}
    for company, received_at in (
        ("counted_late", "2026-02-10T12:00:00Z"),
        ("counted", "2026-01-20T12:00:00Z"),
    ):
        world.subscribe(company, "fee", started_on="2026-01-01", **device)
        world.issue(company, "2026-02-01", kind="usage", amount_minor=0, **charged)
        world.add(
            "rmm_device_counts",
            event_id=company,
            company_id=company,
            device_class="workstation",
            device_count=0,
            observed_at="2026-01-20T12:00:00Z",
            received_at=received_at,
        )


def other_quantities(world: World) -> None:
    """Price by percent what is no metered sum, and override a percentage price."""
    world.product("share")
    world.price(
        "share",
        charge_model="percentage",
        percent="2",
        fixed_amount=30,
        max_transaction_minor=45,
        interval="month",
    )
    world.subscribe("recurring", "share", quantity=1000, started_on="2026-03-01")
    world.subscribe(
        "highest", "plain", meter="gb", aggregation="max", started_on="2026-02-01"
    )
    for day, amount in ((1, "700"), (2, "1000")):
        world.use("highest", NOON.format(day), amount)
    trade(world, "lowered", "plain", 1000, 500)
    world.add(
        "price_overrides",
        override_id="half",
        company_id="lowered",
        product_id="plain",
        kind="percent",
        value=50,
        approved_by="cfo",
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


AMOUNTS = {
    "plain": 20 + 30 + 10 + 30,
    "silent": 0,
    "fee": 90,
    "events": 20 + 30,
    # 200 of the second are left to pay for, then 2 of the third
    "units": 4 + 30 + 2 + 30,
    "to_the_unit": 2 + 30,
    # the allowance ended with the first, so that nothing pays the fee as well
    "used_up": 30,
    "events_first": 30,  # and 0.2 of a cent
    "units_first": 10 + 30 + 30 + 30,  # and 0.4
    "nothing_free": 2 + 30,
    # free, raised to 40, cut to 60, and 50 as it is
    "bounds": 40 + 60 + 50,
    "raised": 40 + 100,
    # the rest of the crossing one is 2 and 30, raised
    "crossing_bound": 40,
    "included": 30 + 4 + 30,
    # 3 x 0.433333 is 1.299999: rounded once
    "thirds": 1,
    # 99.99999999 times the amount, and the fee, both just below the next unit
    "limit": 99_999_999_990_000 + 10_000_000_000,
    "refund": 50 - 50 - 40,
    "bounded_refund": -40,
    "by_instant": 38 + 30,
    "by_id": 38 + 30,
    "corrected": 2 + 30,
    # half a month, the whole allowance
    "stub": 2 + 30,
    "highest": 20 + 30,
    # the fixed fee is halved, the percent is not an amount
    "lowered": 20 + 15 + 10 + 15,
}


@pytest.mark.rule("3.4", "3.2")
@pytest.mark.parametrize("company", AMOUNTS)
def test_transactions_are_rated_one_by_one(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select sum(amount_minor) from marts.invoice_lines "
        "where company_id = ? and kind = 'usage' and period_start < '2026-03-01'",
        [company],
    ).fetchone()

    assert found == (AMOUNTS[company],)


@pytest.mark.rule("3.3", "3.4")
def test_cap_and_minimum_act_on_the_item_of_all_transactions(
    con: duckdb.DuckDBPyConnection,
) -> None:
    february = "02-01/03-01"

    # 2 % of both is 40, of either alone 20: below the cap
    assert lines_of(con, "capped") == [("03-01", "usage", february, 25)]
    assert lines_of(con, "least") == [
        ("03-01", "usage", february, 0),
        ("03-01", "minimum_true_up", february, 50),
    ]


@pytest.mark.rule("3.4", "5.4")
def test_a_late_transaction_moves_the_allowance_of_the_whole_period(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = lines_of(con, "late")

    # of the four the last two are paid for: 100 less the 50 that were issued
    assert ("03-01", "prior_period_adjustment", "01-01/02-01", 50) in found


@pytest.mark.rule("3.4", "3.6", "5.4")
@pytest.mark.parametrize(
    ("company", "amounts"), [("counted_late", [30]), ("counted", [])]
)
def test_a_late_count_of_none_is_a_transaction_of_the_issued_period(
    con: duckdb.DuckDBPyConnection, company: str, amounts: list[int]
) -> None:
    found = lines_of(con, company)

    assert [line[-1] for line in found if line[2] == "01-01/02-01"] == amounts


@pytest.mark.rule("3.4")
def test_what_is_no_metered_sum_is_one_transaction(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert lines_of(con, "recurring") == [("03-01", "recurring", "03-01/04-01", 45)]


def test_a_percentage_line_shows_what_was_traded(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select quantity from marts.invoice_lines where company_id = 'bounds'"
    ).fetchall()

    assert found == [(Decimal(7100),)]


@pytest.mark.rule("1.6", "3.4")
def test_transactions_that_sum_to_sixteen_digits_hold_the_draft(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select status, reason from intermediate.int_invoices_united "
        "where company_id = 'beyond'"
    ).fetchall()

    assert found == [("pending_review", "cannot_be_rated item beyond")]


EXPLAINED = """
    select charge_minor, charged_quantity, fee_minor, bounds_minor
    from intermediate.int_transactions_explained as told
    inner join intermediate.int_charges_rated as rated using (charge_id)
    where company_id = ? and price_on = date '2026-02-01' order by place
"""
FREE = (0, 0, 0, 0)


@pytest.mark.rule("3.4", "5.9")
@pytest.mark.parametrize(
    ("company", "transactions"),
    [
        # what it charges: the percent of what, the fee, the bounds
        ("bounds", [FREE, (40, 100, 30, 8), (60, 5000, 30, -70), (50, 1000, 30, 0)]),
        ("units", [FREE, (34, 200, 30, 0), (32, 100, 30, 0)]),
        ("events", [FREE, FREE, (50, 1000, 30, 0)]),
        ("refund", [(50, 1000, 30, 0), (-50, -1000, -30, 0), (-40, -500, -30, 0)]),
        ("lowered", [(35, 1000, 15, 0), (25, 500, 15, 0)]),
        ("corrected", [FREE, (32, 100, 30, 0)]),
    ],
)
def test_each_transaction_says_what_it_comes_to(
    con: duckdb.DuckDBPyConnection,
    company: str,
    transactions: list[tuple[int, int, int, int]],
) -> None:
    assert con.execute(EXPLAINED, [company]).fetchall() == transactions


@pytest.mark.rule("3.4", "5.9")
def test_the_transactions_of_every_charge_come_to_its_exact_amount(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        """
        select
            any_value(rated.rated_numerator)::double
            / any_value(rated.rated_denominator)::double
            - sum(told.charge_minor)::double
        from intermediate.int_transactions_explained as told
        inner join intermediate.int_charges_rated as rated using (charge_id)
        group by charge_id having count(*) = count(told.charge_minor)
        """
    ).fetchall()

    assert len(found) > 20
    assert all(abs(difference) < 1e-6 for (difference,) in found)
