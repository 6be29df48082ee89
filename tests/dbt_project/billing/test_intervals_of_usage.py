"""Metered items that change to a price of another interval inside its period."""

from collections.abc import Callable

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

FORTNIGHT: dict[str, Value] = {"interval": "week", "interval_count": 2}
MARCH = {"period_start": "2026-03-01", "period_end": "2026-04-01"}


def stories(world: World) -> None:
    world.add(
        "discounts",
        duration="forever",
        discount_id="tenth",
        company_id="fortnight to quarter",
        kind="percent",
        value=10,
        starts_on="2025-01-01",
    )
    for product, category in (("gb", "usage"), ("devices", "rmm_monitoring")):
        world.product(product, category=category)
        priced: dict[str, Value] = {"unit_amount": 100, "minimum_minor": 90}
        world.price(product, **priced)
        for interval in ("month", "quarter"):
            more = {"price_id": f"{product} {interval}", "interval": interval}
            world.price(product, **priced, **more, interval_count=1, tier="x")

    started: dict[str, Value] = {"started_on": "2025-12-02"}
    metered: dict[str, Value] = {"meter": "gb", **started}
    for name, to, on, more in (
        ("fortnight to quarter", "quarter", "2025-12-10", FORTNIGHT),
        ("fortnight to month", "month", "2025-12-20", FORTNIGHT),
        ("month to quarter", "quarter", "2025-12-20", {}),
        ("quarter to month", "month", "2025-12-20", {"interval": "quarter"}),
        ("issued before", "quarter", "2025-12-20", {}),
    ):
        world.subscribe(name, "gb", **metered, **more)
        world.change(name, f"{on}T15:00:00Z", price_id=f"gb {to}")
        world.use(name, "2025-12-05T15:00:00Z", "5")
        world.use(name, "2026-01-05T15:00:00Z", "7")
    line: dict[str, Value] = {"kind": "usage", "product_id": "gb", "price_id": "gb"}
    line |= {"period_start": "2025-12-02", "period_end": "2026-01-02", "quantity": 5}
    world.issue("issued before", "2026-01-02", amount_minor=500, **line)
    name = "devices to quarter"
    watched: dict[str, Value] = {"device_class": "workstation", "device_policy": "peak"}
    world.subscribe(name, "devices", **watched, **started)
    world.change(name, "2025-12-20T15:00:00Z", price_id="devices quarter")
    world.count(name, "2025-12-05T15:00:00Z", 5)
    world.count(name, "2026-01-05T15:00:00Z", 7)

    # March cost nothing, so that the change of its first day credits nothing
    world.product("free at first")
    world.price("free at first", unit_amount=100, included_quantity=2)
    world.subscribe("free at first", "free at first", quantity=1)
    world.change("free at first", "2026-03-01T15:00:00Z", quantity=5)
    for kind, on, quantity, amount in (
        ("recurring", "2026-03-01", 1, 0),
        ("proration", "2026-03-02", 5, 300),
    ):
        sold: dict[str, Value] = {"kind": kind, "product_id": "free at first"}
        world.issue(
            "free at first",
            on,
            amount_minor=amount,
            quantity=quantity,
            price_rule="list:free at first",
            **sold,
            **MARCH,
        )


# the rest of a quarter of 90 days, of a month of 31; minimums by their days
EXPECTED = {
    "fortnight to quarter": [
        ("12-16", "usage", "12-02/12-16", 500),
        ("03-02", "usage", "12-16/03-02", 700),
    ],
    "fortnight to month": [
        ("12-16", "usage", "12-02/12-16", 500),
        ("12-30", "usage", "12-16/12-30", 0),
        ("12-30", "minimum_true_up", "12-16/12-30", 90),
        ("01-02", "usage", "12-30/01-02", 0),
        ("01-02", "minimum_true_up", "12-30/01-02", 9),
        ("02-02", "usage", "01-02/02-02", 700),
        ("03-02", "usage", "02-02/03-02", 0),
        ("03-02", "minimum_true_up", "02-02/03-02", 90),
    ],
    "month to quarter": [
        ("01-02", "usage", "12-02/01-02", 500),
        ("03-02", "usage", "01-02/03-02", 700),
    ],
    "quarter to month": [("03-02", "usage", "12-02/03-02", 1200)],
    "devices to quarter": [
        ("01-02", "usage", "12-02/01-02", 500),
        ("03-02", "usage", "01-02/03-02", 700),
    ],
    "issued before": [("03-02", "usage", "01-02/03-02", 700)],
    "free at first": [],
}


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


@pytest.mark.rule("2.4", "3.1", "5.5")
@pytest.mark.parametrize("company", EXPECTED)
def test_use_is_charged_once_before_and_after_a_change_of_interval(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == EXPECTED[company]


@pytest.mark.slow
@pytest.mark.rule("5.5")
def test_no_check_fails_on_them(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}
