"""Usage that is missing, usage that is zero, and usage that no item is there for."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of

FEBRUARY = {"started_on": "2026-02-01", "meter": "gb"}
NOON = "2026-02-{:02}T12:00:00Z"


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.product("free", category="usage")
    world.price("free", unit_amount=0)
    required = FEBRUARY | {"usage_required": "true"}
    for name in ("missing", "zero", "corrected", "too late", "on trial", "in trial"):
        trial = {"trial_ends_on": "2026-03-01"} if name == "on trial" else {}
        half = {"trial_ends_on": "2026-02-15"} if name == "in trial" else {}
        world.subscribe(name, "gb", **required | trial | half)
    world.use("zero", NOON.format(10), "0")
    world.use("corrected", NOON.format(10), "7", event_id="wrong")
    world.use("corrected", NOON.format(11), "0", corrects_event_id="wrong")
    world.use("too late", NOON.format(10), "7", received_at="2026-05-31T12:00:00Z")
    world.use("on trial", NOON.format(10), "7")
    world.use("in trial", NOON.format(10), "7")
    world.subscribe("optional", "gb", **FEBRUARY)
    world.subscribe("free", "free", **FEBRUARY)
    world.use("free", NOON.format(10), "12")
    world.subscribe("ended", "gb", ended_on="2026-02-15", **FEBRUARY)
    world.use("ended", "2026-01-31T12:00:00Z", "1")
    # the last hour before it ends in New York, and the hour after
    world.use("ended", "2026-02-15T04:59:59Z", "2")
    world.use("ended", "2026-02-15T05:00:00Z", "4")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


def status(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return con.execute(
        "select status, reason from intermediate.int_invoices_united "
        "where company_id = ? and invoice_date = '2026-03-01'",
        [company],
    ).fetchall()


@pytest.mark.rule("3.7", "3.9", "trap 25")
@pytest.mark.parametrize("company", ["missing", "too late", "in trial"])
def test_missing_usage_holds_the_draft_and_bills_nothing(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    held = [("pending_review", f"usage_missing item {company}")]

    assert status(con, company) == held
    assert lines_of(con, company) == []


@pytest.mark.rule("3.7", "trap 25")
@pytest.mark.parametrize("company", ["zero", "corrected", "optional", "on trial"])
def test_what_is_known_to_be_nothing_bills_zero(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert status(con, company) == [("draft", None)]
    assert lines_of(con, company) == [("03-01", "usage", "02-01/03-01", 0)]


@pytest.mark.rule("3.7", "trap 26", "trap 57")
def test_units_without_a_price_are_a_line_of_zero(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select cast(quantity as integer), amount_minor from marts.invoice_lines "
        "where company_id = 'free'"
    ).fetchall()

    assert found == [(12, 0)]


@pytest.mark.rule("2.1", "2.2", "3.7")
def test_only_usage_inside_the_item_s_life_counts(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select reason from marts.findings "
        "where kind = 'unrated_usage' and company_id = 'ended'"
    ).fetchall()

    assert lines_of(con, "ended") == [("02-15", "usage", "02-01/02-15", 200)]
    assert found == [
        ("no item of this meter lives on 2 days from 2026-01-31; quantity 5.000000",)
    ]


@pytest.mark.rule("3.7", "4.5")
def test_usage_on_trial_days_is_shown_and_not_rated(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select company_id, reason from marts.findings where kind = 'trial_usage' "
        "order by all"
    ).fetchall()

    on = "the items of this meter are on trial on 1 days from 2026-02-10"
    assert found == [
        ("in trial", f"{on}; quantity 7.000000"),
        ("on trial", f"{on}; quantity 7.000000"),
    ]
