"""Device counts: what is received too late, carried in, averaged over stubs."""

from collections.abc import Callable
from decimal import Decimal

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World

STARTS = {"started_on": "2026-02-01"}


def watch(world: World, company: str, policy: str, **more: str) -> None:
    """Subscribe a company to devices at 1.00 each by a policy."""
    agreed = {"device_class": "workstation", "device_policy": policy}
    world.subscribe(company, "device", **agreed | STARTS | more)


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
    for policy in ("peak", "period_end", "average"):
        watch(world, f"tie {policy}", policy)
        instant = "2026-02-15T05:00:00Z"
        for devices, received in ((9, 17), (4, 18), (6, 16)):
            world.count(f"tie {policy}", instant, devices)
            last = world.tables["rmm_device_counts"][-1]
            world.tables["rmm_device_counts"][-1] = {
                **last,
                "received_at": f"2026-02-{received}T12:00:00Z",
            }


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


DEVICES = {
    "late peak": 20,
    "late period_end": 20,
    "late average": 15,
    # ten devices for half of the whole period, carried in from before its life
    "stub": 5,
    # nothing is rated on trial days, and what was counted on them is carried in
    "on trial": 5,
    "never counted": 0,
    "tie peak": 4,
    "tie period_end": 4,
    "tie average": 2,
}


@pytest.mark.rule("3.5", "3.6", "5.4")
@pytest.mark.parametrize("company", DEVICES)
def test_a_policy_counts(con: duckdb.DuckDBPyConnection, company: str) -> None:
    found = con.execute(
        "select quantity, amount_minor from marts.invoice_lines "
        "where company_id = ? and kind = 'usage' and period_end = '2026-03-01'",
        [company],
    ).fetchall()

    assert found == [(Decimal(DEVICES[company]), 100 * DEVICES[company])]
