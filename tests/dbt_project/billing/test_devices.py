"""Device counts: what is received too late, carried in, averaged over stubs."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.world import Value

STARTS = {"started_on": "2026-02-01"}


def watch(world: World, company: str, policy: str, **more: str) -> None:
    """Subscribe a company to devices at 1.00 each by a policy."""
    agreed = {"device_class": "workstation", "device_policy": policy}
    world.subscribe(company, "device", **agreed | STARTS | more)


def tie(world: World, company: str, day: str) -> None:
    """Count thrice at one instant, of which the second count is received last."""
    for devices, received in ((9, 17), (4, 18), (6, 16)):
        world.count(company, f"2026-{day}T05:00:00Z", devices)
        last = world.tables["rmm_device_counts"][-1]
        world.tables["rmm_device_counts"][-1] = {
            **last,
            "received_at": f"2026-02-{received}T12:00:00Z",
        }


def stories(world: World) -> None:
    world.product("device", category="rmm_monitoring")
    world.price("device", unit_amount=100)
    for policy in ("peak", "period_end", "average"):
        watch(world, f"late {policy}", policy)
        world.count(f"late {policy}", "2026-01-10T12:00:00Z", 10)
        # May 30 is the 90th day after March 1, May 31 is too late
        for day, received, devices in ((15, 30, 20), (22, 31, 99)):
            world.count(f"late {policy}", f"2026-02-{day}T05:00:00Z", devices)
            last = world.tables["rmm_device_counts"][-1]
            world.tables["rmm_device_counts"][-1] = {
                **last,
                "received_at": f"2026-05-{received}T12:00:00Z",
            }
    watch(world, "stub", "average", started_on="2026-02-15", anchor_on="2026-02-01")
    world.count("stub", "2026-01-10T12:00:00Z", 10)
    watch(world, "on trial", "average", trial_ends_on="2026-02-15")
    world.count("on trial", "2026-02-03T12:00:00Z", 10)
    watch(world, "never counted", "average")
    watch(world, "prorated tie", "prorate")
    tie(world, "prorated tie", "02-01")
    watch(world, "carried too late", "peak")
    world.count("carried too late", "2026-01-10T12:00:00Z", 10)
    last = world.tables["rmm_device_counts"][-1]
    too_late = {"received_at": "2026-05-31T12:00:00Z"}
    world.tables["rmm_device_counts"][-1] = {**last, **too_late}
    watch(world, "long ago", "peak")
    world.count("long ago", "2025-06-10T12:00:00Z", 10)
    watch(world, "uncounted", "peak", usage_required="true")
    world.count("uncounted", "2026-01-10T12:00:00Z", 10)
    for policy in ("peak", "period_end", "average"):
        for company, day in (
            (f"tie {policy}", "02-15"),
            (f"carried {policy}", "01-15"),
        ):
            watch(world, company, policy)
            tie(world, company, day)
        # the first instants of February and of March, by New York's clocks
        watch(world, f"edge {policy}", policy)
        for day, devices in (("01-10", 10), ("02-01", 4), ("03-01", 50)):
            world.count(f"edge {policy}", f"2026-{day}T05:00:00Z", devices)


def compared(world: World) -> None:
    """Agree to seven devices at 1.00 up to ten and 0.50 beyond, and count others."""
    world.product("tiered", category="rmm_monitoring")
    world.price("tiered", charge_model="graduated", interval="month")
    for up_to, amount in ((10, 100), (None, 50)):
        world.add("price_brackets", price_id="tiered", up_to=up_to, unit_amount=amount)
    agreed = {"device_class": "workstation", "device_policy": "contracted"}
    march: dict[str, Value] = {
        "kind": "recurring",
        "period_start": "2026-03-01",
        "period_end": "2026-04-01",
        "quantity": 7,
        "amount_minor": 700,
    }
    for company, devices in (("more", 12), ("less", 5), ("same", 7), ("drafted", 9)):
        world.subscribe(company, "tiered", quantity=7, **agreed)
        world.count(company, "2026-03-10T12:00:00Z", 1)
        world.count(company, "2026-03-20T12:00:00Z", devices)
        if company != "drafted":
            world.issue(company, "2026-03-01", product_id="tiered", **march)
    world.subscribe("unseen", "tiered", quantity=7, **agreed)
    world.company("unsold")
    world.count("unsold", "2026-03-20T12:00:00Z", 3)
    world.company("empty")
    world.count("empty", "2026-03-20T12:00:00Z", 0)


BOUNDED = (0, 5, 7, 12, 20)


def bounded(world: World) -> None:
    """Agree to seven devices at 1.00, 8.00 at least and 15.00 at most; count others.

    Beside each there is a twin that agreed to as many as are counted.
    """
    world.product("bounded", category="rmm_monitoring")
    bounds = {"minimum_minor": 800, "cap_minor": 1500, "interval": "month"}
    world.price("bounded", unit_amount=100, **bounds)
    for policy in ("contracted", "peak"):
        agreed = {"device_class": "workstation", "device_policy": policy}
        for devices in BOUNDED:
            for company, quantity in (
                (f"{policy} {devices}", 7),
                (f"{policy} twin {devices}", devices),
            ):
                world.subscribe(
                    *(company, "bounded"),
                    **agreed | {"quantity": quantity, "started_on": "2026-02-01"},
                )
                world.count(company, "2026-01-20T12:00:00Z", devices)


SHARED = {"agreed": 10, "grown": 15, "shrunk": 5, "billed": 12}


def several(world: World) -> None:
    """Sell one product twice to a company: four at 1.00, 8.00 at least, six at 0.50."""
    world.product("pair", category="rmm_monitoring")
    world.price("pair", unit_amount=100, minimum_minor=800, interval="month")
    world.price("pair", price_id="cheap", unit_amount=50, interval="month")
    for company, devices in SHARED.items():
        pair(world, company, "contracted", (4, "pair"), (6, "cheap"))
        world.count(company, "2026-03-20T12:00:00Z", devices)
    # nine are invoiced for the second item, so that twelve are three and nine
    for line_no, (item, quantity, amount) in enumerate(
        (("billed", 3, 800), ("billed 2", 9, 450))
    ):
        world.issue(
            *("billed", f"2026-03-{line_no + 1:02}"),
            item_id=item,
            product_id="pair",
            period_start="2026-03-01",
            period_end="2026-04-01",
            quantity=quantity,
            amount_minor=amount,
        )
    for policy in ("peak", "prorate"):
        pair(world, f"each {policy}", policy, (None, "pair"), (None, "cheap"))
        world.count(f"each {policy}", "2026-01-20T12:00:00Z", 10)


def pair(
    world: World, company: str, policy: str, *agreed: tuple[int | None, str]
) -> None:
    """Subscribe a company to two items of one product, each at a price of its own."""
    terms = {"device_class": "workstation", "device_policy": policy} | STARTS
    first, second = ({"quantity": n, "price_id": price} for n, price in agreed)
    world.subscribe(company, "pair", **terms | first)
    item = {"item_id": f"{company} 2", "subscription_id": company, "product_id": "pair"}
    world.add("subscription_items", **item | terms | second)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories, compared, bounded, several], whole=True)


DEVICES = {
    "late peak": 20,
    "late period_end": 20,
    "late average": 15,
    # ten devices for half of the whole period, carried in from before its life
    "stub": 5,
    # nothing is rated on trial days, and what was counted on them is carried in
    "on trial": 5,
    "never counted": 0,
    "long ago": 10,
    "carried too late": 0,
    "tie peak": 4,
    "tie period_end": 4,
    "tie average": 2,
    "carried peak": 4,
    "carried period_end": 4,
    "carried average": 4,
    # what was carried in gives way at the first instant; the last is March's
    "edge peak": 4,
    "edge period_end": 4,
    "edge average": 4,
}


@pytest.mark.rule("3.5", "3.6", "5.4")
@pytest.mark.rule("2.2", "trap 13", case="edge peak")
@pytest.mark.rule("trap 20", case="long ago")
@pytest.mark.parametrize("company", DEVICES)
def test_a_policy_counts(con: duckdb.DuckDBPyConnection, company: str) -> None:
    found = con.execute(
        "select quantity, amount_minor from marts.invoice_lines "
        "where company_id = ? and kind = 'usage' and period_end = '2026-03-01'",
        [company],
    ).fetchall()

    assert found == [(Decimal(DEVICES[company]), 100 * DEVICES[company])]


@pytest.mark.rule("3.5", "3.6")
def test_of_counts_at_one_instant_the_last_received_is_prorated(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select kind, quantity, amount_minor from marts.invoice_lines "
        "where company_id = 'prorated tie' and period_end = '2026-03-01'"
    ).fetchall()

    assert found == [("recurring", 4, 400)]


@pytest.mark.rule("3.6", "3.7", "trap 25")
def test_a_count_carried_in_is_no_count_of_the_period(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select status, reason from intermediate.int_invoices_united "
        "where company_id = 'uncounted'"
    ).fetchall()

    assert found == [("pending_review", "usage_missing item uncounted")]


COMPARED = {
    # counted, agreed, invoiced; what a period of each comes to; at stake
    "more": (12, 7, 7, 1100, 700, 700, 400, "counted_more"),
    "less": (5, 7, 7, 500, 700, 700, -200, "counted_less"),
    "same": (7, 7, 7, 700, 700, 700, 0, "agrees"),
    "drafted": (9, 7, None, 900, 700, None, 200, "counted_more"),
    "unseen": (None, 7, None, None, 700, None, None, "never_counted"),
    "unsold": (3, None, None, None, None, None, None, "not_sold"),
    # a policy that bills the count has agreed to none
    "stub": (10, None, None, 1000, None, None, 1000, "not_invoiced"),
}


def comparisons_of(
    con: duckdb.DuckDBPyConnection, company: str
) -> list[tuple[object, ...]]:
    """A company's device counts: three quantities, what they come to, the outcome."""
    return con.execute(
        """
        select
            counted_quantity, subscribed_quantity, invoiced_quantity,
            counted_minor, subscribed_minor, invoiced_minor, at_stake_minor, outcome,
        from marts.device_count_comparisons where company_id = ?
        """,
        [company],
    ).fetchall()


@pytest.mark.rule("3.6", "trap 64")
@pytest.mark.parametrize("company", COMPARED)
def test_a_count_is_compared_with_what_is_agreed_and_invoiced(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert comparisons_of(con, company) == [COMPARED[company]]


@pytest.mark.rule("3.6")
def test_no_devices_and_no_item_are_nothing_to_compare(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select * from marts.device_count_comparisons where company_id = 'empty'"
    ).fetchall()

    assert found == []


@pytest.mark.slow
def test_the_checks_hold(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}


@pytest.mark.rule("3.3", "3.6", "trap 64")
@pytest.mark.parametrize("devices", BOUNDED)
@pytest.mark.parametrize("policy", ["contracted", "peak"])
def test_a_count_is_worth_what_rating_would_charge_for_it(
    con: duckdb.DuckDBPyConnection, policy: str, devices: int
) -> None:
    charged = con.execute(
        "select coalesce(cast(sum(amount_minor) as bigint), 0) "
        "from marts.invoice_lines where company_id = ? and period_start = '2026-02-01'",
        [f"{policy} twin {devices}"],
    ).fetchone()
    found = con.execute(
        "select counted_minor, at_stake_minor from marts.device_count_comparisons "
        "where company_id = ?",
        [f"{policy} {devices}"],
    ).fetchone()

    assert charged is not None
    agreed = 800 if policy == "contracted" else 0
    assert found == (charged[0], charged[0] - agreed)


def test_a_minimum_leaves_nothing_at_stake(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select counted_minor, subscribed_minor, at_stake_minor, outcome "
        "from marts.device_count_comparisons where company_id = 'contracted 5'"
    ).fetchall()

    # five and seven devices are both below the eight that are charged at least
    assert found == [(800, 800, 0, "counted_less")]


SEVERAL = {
    # four at 8.00, their minimum, and six at 0.50
    "agreed": (10, 10, None, 1100, 1100, None, 0, "agrees"),
    # six and nine: 8.00, still the minimum, and 4.50
    "grown": (15, 10, None, 1250, 1100, None, 150, "counted_more"),
    # two and three: 8.00 and 1.50
    "shrunk": (5, 10, None, 950, 1100, None, -150, "counted_less"),
    # three and nine, as they were invoiced
    "billed": (12, 10, 12, 1250, 1100, 1250, 0, "subscription_differs"),
    # each item bills all that is counted: 10.00 and 5.00
    "each peak": (10, None, None, 1500, None, None, 1500, "not_invoiced"),
    "each prorate": (10, 20, None, 1500, 1500, None, 0, "agrees"),
}


@pytest.mark.rule("1.4", "3.3", "3.6", "trap 64")
@pytest.mark.parametrize("company", SEVERAL)
def test_items_of_one_product_are_compared_at_their_own_prices(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert comparisons_of(con, company) == [SEVERAL[company]]


@pytest.mark.rule("3.6")
@pytest.mark.parametrize("policy", ["peak", "prorate"])
def test_every_item_that_bills_the_count_is_charged_for_all_of_it(
    con: duckdb.DuckDBPyConnection, policy: str
) -> None:
    charged = con.execute(
        "select cast(sum(amount_minor) as bigint) from marts.invoice_lines "
        "where company_id = ? and period_start = '2026-02-01'",
        [f"each {policy}"],
    ).fetchone()

    assert charged == (1500,)
