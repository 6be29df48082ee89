"""Usage received after its period's window, told while that period still runs."""

from collections.abc import Callable

import duckdb
import pytest

from app.preview import CompiledModels, violations
from ingest.contracts.agreements import AGGREGATIONS
from tests.dbt_project.billing.conftest import World

pytestmark = pytest.mark.slow

# from the 15th of March to the 15th of April; 90 days later is the 14th of July
MID = {"started_on": "2026-03-15", "meter": "gb"}
IN_TIME = {"received_at": "2026-07-15T03:59:59Z"}
TOO_LATE = {"received_at": "2026-07-15T04:00:00Z"}
MIDNIGHT = "2026-03-{}T04:00:00Z"


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    for name in AGGREGATIONS:
        world.subscribe(name, "gb", aggregation=name, **MID)
        world.use(name, MIDNIGHT.format(20), "7", unique_key="ann", **TOO_LATE)
        world.use(name, MIDNIGHT.format(22), "1", unique_key="bob", **IN_TIME)
        world.subscribe(f"only {name}", "gb", aggregation=name, **MID)
        world.use(f"only {name}", MIDNIGHT.format(20), "7", **TOO_LATE)
    world.subscribe("corrected", "gb", **MID)
    world.use("corrected", MIDNIGHT.format(23), "5", event_id="wrong")
    world.use(
        "corrected", MIDNIGHT.format(24), "9", corrects_event_id="wrong", **TOO_LATE
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


# one from the 22nd on: ten of 31 days are known
EXPECTED = dict.fromkeys(AGGREGATIONS, 100) | {"time_weighted_average": 32}


@pytest.mark.rule("5.4", "2.5")
@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_an_upcoming_line_holds_only_what_will_be_billed(
    con: duckdb.DuckDBPyConnection, aggregation: str
) -> None:
    found = con.execute(
        "select company_id, amount_minor from marts.upcoming_invoice_lines "
        "where company_id in (?, ?)",
        [aggregation, f"only {aggregation}"],
    ).fetchall()

    assert len(found) == 2
    assert dict(found) == {
        aggregation: EXPECTED[aggregation],
        f"only {aggregation}": 0,
    }


@pytest.mark.rule("5.4", "5.9")
def test_what_is_too_late_is_so_before_its_period_is_over(
    con: duckdb.DuckDBPyConnection,
) -> None:
    outcomes = con.execute(
        "select partition_day, outcome, event_count, cast(quantity as integer) "
        "from marts.usage_outcomes order by all"
    ).fetchall()
    unbilled = con.execute(
        "select unbilled_reasons from marts.usage_completeness order by partition_day"
    ).fetchall()
    n = len(AGGREGATIONS)

    assert [(str(day), *more) for day, *more in outcomes] == [
        ("2026-03-20", "too_late", 2 * n, 14 * n),
        ("2026-03-22", "period_open", n, n),
        ("2026-03-23", "period_open", 1, 5),
        ("2026-03-23", "too_late", 0, 4),
    ]
    assert unbilled[:2] == [(f"too_late {2 * n}",), (f"period_open {n}",)]


@pytest.mark.rule("5.4")
def test_a_finding_names_usage_that_is_too_late(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select subject_id, reason from marts.findings where kind = 'late_usage'"
    ).fetchall()
    reason = "received more than 90 days after its period; quantity {}.000000"
    names = [name for each in AGGREGATIONS for name in (each, f"only {each}")]

    assert dict(found) == {name: reason.format(7) for name in names} | {
        "corrected": reason.format(4)
    }


@pytest.mark.rule("3.7", "5.4")
def test_the_checks_hold(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}
