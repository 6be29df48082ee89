"""What an aggregation declares of its days, held against what is kept and billed."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, copy_inputs, open_memory, run, violations
from ingest.contracts.agreements import AGGREGATIONS
from tests.dbt_project.billing.conftest import AS_OF, World
from tests.support.world import CUSTOMER, SELLER, land, write_folder

STARTS = {"started_on": "2026-02-01", "meter": "gb"}
NOON = "2026-02-{:02}T{:02}:00:00Z"


def monthly_and_daily(world: World) -> None:
    """Bill the same events by the month and by the day, by every aggregation."""
    for interval in ("month", "day"):
        world.product(interval, category="usage")
        world.price(interval, unit_amount=100, interval=interval)
        for aggregation in AGGREGATIONS:
            name = f"{interval} {aggregation}"
            world.subscribe(name, interval, aggregation=aggregation, **STARTS)
            for day, hour, value, key in (
                *((2, 12, "4", "ann"), (2, 18, "6", "bob")),
                *((3, 12, "2.5", "ann"), (20, 12, "9", None)),
            ):
                world.use(name, NOON.format(day, hour), value, unique_key=key)
    world.product("share", category="usage")
    world.price("share", charge_model="percentage", percent="2")
    world.subscribe("share", "share", **STARTS)
    world.use("share", NOON.format(2, 12), "100")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([monthly_and_daily])


def declared(con: duckdb.DuckDBPyConnection, aggregation: str) -> tuple[bool, str]:
    found = con.execute(
        "select is_split_by_day, rollup_keeps from reference.usage_aggregations "
        "where aggregation = ?",
        [aggregation],
    ).fetchone()
    assert found is not None
    return found


@pytest.mark.rule("3.5")
@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_days_add_up_to_the_month_as_declared(
    con: duckdb.DuckDBPyConnection, aggregation: str
) -> None:
    found = dict(
        con.execute(
            "select company_id, sum(quantity) from marts.invoice_lines "
            "where kind = 'usage' and period_start between '2026-02-01' "
            "and '2026-02-28' group by all"
        ).fetchall()
    )
    is_split, _ = declared(con, aggregation)

    adds_up = found[f"day {aggregation}"] == found[f"month {aggregation}"]

    assert adds_up == is_split


@pytest.mark.rule("3.5")
@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_the_rollup_keeps_what_is_declared(
    con: duckdb.DuckDBPyConnection, aggregation: str
) -> None:
    _, keeps = declared(con, aggregation)

    events = con.execute(
        "select count(*), count(unique_key) from raw.usage_readings "
        "where company_id = ?",
        [f"month {aggregation}"],
    ).fetchone()

    assert events == ((0, 0) if keeps in ("sums", "counts") else (4, 3))


@pytest.mark.rule("3.4")
def test_the_rollup_keeps_the_transactions_of_a_percentage_price(
    con: duckdb.DuckDBPyConnection,
) -> None:
    events = con.execute(
        "select quantity from raw.usage_readings where company_id = 'share'"
    ).fetchall()

    assert len(events) == 1


OVERLAYS = {
    "what is measured": "update raw.subscription_items set aggregation = 'max'",
    "what is charged": """
        update raw.prices set charge_model = 'percentage', percent = 2
        where price_id = 'gb'
    """,
}


@pytest.mark.slow
@pytest.mark.rule("3.4", "3.5", "3.9")
@pytest.mark.parametrize("changed", OVERLAYS)
def test_a_preview_that_needs_events_which_were_not_kept_holds_the_draft(
    tmp_path: Path, compiled_models: CompiledModels, changed: str
) -> None:
    world = World()
    world.tables["entities"].append(SELLER)
    world.tables["companies"].append(CUSTOMER)
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.subscribe("acme", "gb", **STARTS)
    world.use("acme", NOON.format(2, 12), "4")
    data = write_folder(tmp_path / "data", world.tables)
    con = open_memory()
    copy_inputs(con, land(tmp_path, data, AS_OF))

    con.execute(OVERLAYS[changed])
    run(con, compiled_models)

    held = con.execute(
        "select reason from intermediate.int_invoices_united "
        "where invoice_date = '2026-03-01'"
    ).fetchall()
    assert held == [("aggregation_unavailable item acme",)]
    assert violations(con, compiled_models.tests) == {}
