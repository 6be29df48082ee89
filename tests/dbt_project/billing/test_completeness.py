"""Every event that was accepted is billed once, or says why it is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from app.preview import CompiledModels, ModelTest, run, violations
from tests.dbt_project.billing.conftest import World

FEBRUARY = {"started_on": "2026-02-01", "meter": "gb"}
NOON = "2026-02-{:02}T12:00:00Z"
ISSUED = {"kind": "usage", "period_start": "2026-01-01", "period_end": "2026-02-01"}


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.product("unpriced", category="usage")
    world.subscribe("drafted", "gb", **FEBRUARY)
    world.use("drafted", NOON.format(1), "3", event_id="twice")
    world.use("drafted", NOON.format(1), "3", event_id="twice")
    world.use(
        "drafted",
        NOON.format(1),
        "4",
        event_id="twice",
        received_at="2026-02-03T00:00:00Z",
    )
    world.use("drafted", NOON.format(2), "5", event_id="wrong")
    world.use("drafted", NOON.format(3), "6", corrects_event_id="wrong")
    world.use("drafted", NOON.format(3), "9", corrects_event_id="nobody")
    world.use("drafted", "2026-03-02T12:00:00Z", "7")
    world.use("drafted", "2026-04-02T12:00:00Z", "8")
    world.use("drafted", NOON.format(4), "1", received_at="2026-04-04T12:00:00Z")
    world.use("drafted", NOON.format(4), "2", received_at="2026-05-31T12:00:00Z")
    world.subscribe("trial", "gb", trial_ends_on="2026-02-15", **FEBRUARY)
    world.use("trial", NOON.format(5), "1")
    world.subscribe("unpriced", "unpriced", **FEBRUARY)
    world.use("unpriced", NOON.format(6), "1")
    world.company("unsold")
    world.use("unsold", NOON.format(7), "1")
    world.subscribe("taken_over", "gb", **FEBRUARY, billed_through="2026-03-01")
    world.use("taken_over", NOON.format(8), "1")
    world.subscribe("peak", "gb", aggregation="max", **FEBRUARY)
    world.use("peak", NOON.format(9), "1", source="rmm")
    issued(world)
    shared(world)


def issued(world: World) -> None:
    """Bill January's 2 units before another one arrives; once there is no invoice."""
    for name in ("issued", "adjusted", "ended"):
        world.subscribe(name, "gb", started_on="2026-01-01", meter="gb")
        world.use(name, "2026-01-10T12:00:00Z", "2")
        world.issue(name, "2026-02-01", amount_minor=200, quantity=2, **ISSUED)
    both = ISSUED | {"period_end": "2026-03-01"}
    for name, product in (("two_months", "unpriced"), ("two_priced", "gb")):
        world.subscribe(name, product, started_on="2026-01-01", meter="gb")
        world.use(name, "2026-02-12T12:00:00Z", "2")
        world.issue(name, "2026-03-01", amount_minor=200, quantity=2, **both)
    # the imported invoice is dated inside the first of the periods it charged
    world.subscribe("early", "gb", started_on="2026-01-01", meter="gb")
    world.issue("early", "2026-01-20", amount_minor=200, quantity=2, **both)
    world.use("early", "2026-01-17T12:00:00Z", "2")
    world.use("early", "2026-01-18T12:00:00Z", "5", received_at="2026-01-25T12:00:00Z")
    world.use("early", "2026-01-19T12:00:00Z", "9", received_at="2026-06-25T12:00:00Z")
    late = {"received_at": "2026-02-10T12:00:00Z"}
    world.use("adjusted", "2026-01-11T12:00:00Z", "1", **late)
    unrated(world)


def unrated(world: World) -> None:
    """Let usage come after its period was issued that no adjustment can bring."""
    world.product("replaced", category="usage")
    world.price("replaced", unit_amount=100, effective_from="2026-02-01")
    for name in ("gone", "gone_in_time"):
        world.subscribe(name, "replaced", started_on="2026-01-01", meter="gb")
        world.use(name, "2026-01-14T12:00:00Z", "2")
        world.issue(name, "2026-02-01", amount_minor=200, quantity=2, **ISSUED)
    world.use("gone", "2026-01-15T12:00:00Z", "4", received_at="2026-02-10T12:00:00Z")
    world.use(
        "two_priced", "2026-01-16T12:00:00Z", "8", received_at="2026-03-10T12:00:00Z"
    )


def shared(world: World) -> None:
    """Let two items rate one meter, and one of them none of the days."""
    world.subscribe("shared", "gb", **FEBRUARY)
    world.use("shared", NOON.format(10), "1")
    second = {**world.tables["subscription_items"][-1], "item_id": "shared too"}
    world.tables["subscription_items"].append(second | {"aggregation": "count"})


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


OUTCOMES = {
    "2026-01-10": [("issued", 3, 6)],
    "2026-01-11": [("drafted", 1, 1)],
    "2026-02-01": [("drafted", 1, 3)],
    "2026-02-02": [("drafted", 1, 6)],
    "2026-02-04": [("drafted", 1, 1), ("too_late", 1, 2)],
    "2026-02-05": [("on_trial", 1, 1)],
    "2026-02-06": [("held_no_price", 1, 1)],
    "2026-02-07": [("no_item", 1, 1)],
    "2026-02-08": [("billed_elsewhere", 1, 1)],
    "2026-02-09": [("drafted", 1, 1)],
    "2026-02-10": [("drafted", 1, 1)],
    # an imported line covers both months: none waits for a price, none is billed
    "2026-02-12": [("issued", 2, 4)],
    # what was in time is issued, also where its price is gone since
    "2026-01-14": [("issued", 2, 4)],
    "2026-01-15": [("cannot_be_adjusted", 1, 4)],
    "2026-01-16": [("cannot_be_adjusted", 1, 8)],
    "2026-01-17": [("issued", 1, 2)],
    "2026-01-18": [("cannot_be_adjusted", 1, 5)],
    "2026-03-02": [("period_open", 1, 7)],
    "2026-04-02": [("after_as_of", 1, 8)],
}


@pytest.mark.rule("3.7", "5.4", "5.9", "trap 18")
@pytest.mark.parametrize("day", OUTCOMES)
def test_an_event_has_one_outcome(con: duckdb.DuckDBPyConnection, day: str) -> None:
    found = con.execute(
        "select outcome, event_count, cast(quantity as integer) "
        "from marts.usage_outcomes where partition_day = ? order by all",
        [day],
    ).fetchall()

    assert found == OUTCOMES[day]


@pytest.mark.rule("5.4", "1.6")
def test_usage_of_an_issued_period_that_cannot_be_rated_again_is_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_id, reason from marts.findings "
        "where kind = 'cannot_be_adjusted' order by 1"
    ).fetchall()

    came = "came after its period from 2026-01-01 was issued; quantity {}.000000; "
    with_others = "an imported line charged other periods with it: settle it"
    no_price = "no price holds then any more: give it back, or settle it"
    settle = " by a one-off charge or a credit note"
    assert found == [
        ("early", came.format(5) + with_others + settle),
        ("gone", came.format(4) + no_price + settle),
        ("two_priced", came.format(8) + with_others + settle),
    ]


@pytest.mark.rule("1.6", "5.4")
def test_every_event_that_cannot_be_adjusted_is_in_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    [(lost, told)] = con.execute(
        "select (select sum(quantity) from marts.usage_outcomes "
        "where outcome = 'cannot_be_adjusted'), "
        "(select sum(regexp_extract(reason, 'quantity ([0-9.]+)', 1)::decimal(38, 6)) "
        "from marts.findings where kind = 'cannot_be_adjusted')"
    ).fetchall()

    assert lost == told


@pytest.mark.rule("5.5")
@pytest.mark.parametrize("company", ["two_priced", "two_months", "gone"])
def test_a_period_that_was_issued_with_others_or_unpriced_since_is_not_billed_again(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select kind, period_start from marts.invoice_lines where source = 'draft' "
        "and company_id = ? and period_start < '2026-03-01' and amount_minor <> 0 "
        "union all select kind, period_start from marts.upcoming_invoice_lines "
        "where company_id = ? and kind = 'prior_period_adjustment'",
        [company, company],
    ).fetchall()

    assert found == []


@pytest.mark.rule("3.7", "5.9", "trap 18", "trap 23")
def test_what_was_accepted_is_stored_rated_and_billed_or_explained(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        """
        select
            partition_day, accepted, duplicates, conflicts, stored, corrections,
            rated_events, billed_events, unbilled_events, unbilled_quantity,
            unbilled_reasons,
        from marts.usage_completeness
        where usage_source = '' and partition_day between '2026-02-01' and '2026-02-04'
        order by all
        """
    ).fetchall()

    none = Decimal(0)
    assert found == [
        (date(2026, 2, 1), 3, 1, 1, 1, 0, 1, 1, 0, none, None),
        (date(2026, 2, 2), 1, 0, 0, 1, 0, 1, 1, 0, none, None),
        (date(2026, 2, 3), 1, 0, 0, 1, 1, 0, 0, 0, none, None),
        (date(2026, 2, 4), 2, 0, 0, 2, 0, 1, 1, 1, Decimal(2), "too_late 1"),
    ]


@pytest.mark.slow
def test_the_checks_hold(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}


COUNTED = (
    "int_usage_days_placed",
    "int_usage_placed",
    "int_metered_quantities",
    "usage_outcomes",
    "usage_completeness",
)
TAMPERED = {
    "a period is missing where usage is placed": (
        "delete from intermediate.int_usage_placed where placement = 'rated'",
        "int_usage_placed",
    ),
    "a period counts twice": (
        """
        insert into intermediate.int_usage_placed
        from intermediate.int_usage_placed where placement = 'rated'
        """,
        "int_usage_placed",
    ),
    "a day is missing in the lake's sums": (
        "delete from raw.usage_series_days where partition_day = '2026-02-01'",
        "stg_usage_series_days",
    ),
    "an event is stored and not counted": (
        """
        update raw.usage_completeness
        set accepted = accepted + 1, stored = stored + 1 where day = '2026-02-02'
        """,
        "stg_usage_completeness",
    ),
    "a repeat is lost": (
        "update raw.usage_completeness set duplicates = 0 where day = '2026-02-01'",
        "stg_usage_completeness",
    ),
}


@pytest.mark.rule("3.7", "trap 18", "trap 23")
@pytest.mark.parametrize("what", TAMPERED)
def test_a_lost_day_blocks(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels, what: str
) -> None:
    damage, broken = TAMPERED[what]
    counted = [built for built in compiled_models.models if built.name in COUNTED]
    later = [built for built in counted if built.name != broken]
    con.execute("begin")
    con.execute(damage)
    run(con, replace(compiled_models, seeds=(), models=tuple(later)))

    found = violations(con, _checks(compiled_models))

    con.execute("rollback")
    assert "usage_is_complete" in found


def _checks(compiled: CompiledModels) -> list[ModelTest]:
    names = ("usage_is_complete", "rated_usage_ties_with_days")
    return [test for test in compiled.tests if test.name in names]


@pytest.mark.rule("3.7", "trap 23")
@pytest.mark.parametrize("table", ["int_metered_quantities", "int_metered_readings"])
def test_a_rating_that_lost_events_blocks(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels, table: str
) -> None:
    con.execute("begin")
    con.execute(
        f"delete from intermediate.{table} where segment_id in "
        "(select segment_id from intermediate.int_item_segments "
        "where item_id like 'peak%')"
    )

    found = violations(con, _checks(compiled_models))

    con.execute("rollback")
    assert "rated_usage_ties_with_days" in found


@pytest.mark.rule("5.4")
def test_late_usage_is_listed_with_what_became_of_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select company_id, received_on, days_late, outcome, cast(quantity as integer) "
        "from marts.late_usage order by all"
    ).fetchall()

    assert found == [
        ("adjusted", date(2026, 2, 10), 9, "drafted", 1),
        ("drafted", date(2026, 4, 4), 34, "drafted", 1),
        ("drafted", date(2026, 5, 31), 91, "too_late", 2),
        ("early", date(2026, 6, 25), 144, "too_late", 9),
        ("gone", date(2026, 2, 10), 9, "cannot_be_adjusted", 4),
        ("two_priced", date(2026, 3, 10), 37, "cannot_be_adjusted", 8),
    ]


@pytest.mark.rule("3.7", "trap 22")
def test_a_conflict_is_listed_with_both_rows(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select table_name, row_key, kept_row, row_number from marts.conflicts"
    ).fetchall()

    assert [(table, key) for table, key, *_ in found] == [("usage", "twice")]
