"""A metered item is out where a change puts its quantity to zero, until the next."""

from collections.abc import Callable

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import rows

pytestmark = pytest.mark.slow

IN_JANUARY, IN_MARCH = "2026-01-20T12:00:00Z", "2026-03-10T12:00:00Z"
OUT: dict[str, dict[str, int | None]] = {
    "out": {IN_JANUARY: 0},
    "back": {IN_JANUARY: 0, "2026-02-20T12:00:00Z": 1},
    "out_late": {IN_JANUARY: 0},
    "never_had": {},
    "priced": {IN_JANUARY: None},
    "woken": {IN_JANUARY: 2},
    "counted": {IN_JANUARY: 0},
}
MARCH = ("03-01", "usage", "02-01/03-01", 0)
LEAST = ("03-01", "minimum_true_up", "02-01/03-01", 3100)


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount="100", minimum_minor=3100)
    asleep = {"never_had": 0, "priced": 0, "woken": 0}
    for company, changes in OUT.items():
        measured = {"meter": "gb"}
        if company == "counted":
            measured = {"device_class": "workstation", "device_policy": "peak"}
            world.count(company, "2026-01-02T12:00:00Z", 40)
        world.subscribe(
            *(company, "gb"),
            started_on="2026-01-01",
            quantity=asleep.get(company, 1),
            **measured,
        )
        for at, quantity in changes.items():
            price = "gb" if quantity is None else None
            world.change(company, at, quantity=quantity, price_id=price)
        if company != "counted":
            world.use(company, "2026-01-10T12:00:00Z", "40")
    world.use("out", "2026-02-10T12:00:00Z", "40")
    for start, end in (("01-01", "02-01"), ("02-01", "03-01")):
        world.issue(
            *("out_late", f"2026-{end}"),
            product_id="gb",
            kind="usage",
            quantity=40 if start == "01-01" else 0,
            amount_minor=4000 if start == "01-01" else 3100,
            period_start=f"2026-{start}",
            period_end=f"2026-{end}",
        )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


JANUARY = ("02-01", "usage", "01-01/02-01", 4000)
EXPECTED = {
    # January had begun, so that it is rated to its end
    "out": [JANUARY],
    "back": [JANUARY],
    # February was issued, and is taken back
    "out_late": [("03-31", "prior_period_adjustment", "02-01/03-01", -3100)],
    # one that never has a quantity needs none, and a change of price gives it none
    "never_had": [JANUARY, MARCH, LEAST],
    "priced": [JANUARY, MARCH, LEAST],
    # what goes in was out before
    "woken": [MARCH, LEAST],
    "counted": [JANUARY],
}


@pytest.mark.rule("3.7", "4.4")
@pytest.mark.parametrize("company", EXPECTED)
def test_a_change_to_zero_takes_a_metered_item_out(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = [line for line in lines_of(con, company) if line[0] <= "03-31"]

    assert found == EXPECTED[company]


def test_what_is_used_while_it_is_out_is_told(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    found = rows(
        con,
        "select subject_id from marts.findings where kind = 'unrated_usage' order by 1",
    )

    assert [name.split(" ")[0] for (name,) in found] == ["out", "woken"]
    assert violations(con, compiled_models.tests) == {}


@pytest.mark.rule("9.1")
def test_it_has_no_recurring_revenue(con: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        con,
        "select distinct company_id from intermediate.int_mrr_charges "
        "where month = '2026-02-01' order by all",
    )

    # "back" is in again from March
    assert [name for (name,) in found] == ["never_had", "priced", "woken"]
