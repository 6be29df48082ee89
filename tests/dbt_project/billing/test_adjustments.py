"""Adjustments: what an issued period costs by now, less what was issued for it."""

from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.conftest import World
from tests.support.issuing import issue_drafts
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

MARCH_1, APRIL_1, MAY_1 = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
IN_FEBRUARY = "2026-02-10T12:00:00Z"
IN_MARCH, IN_APRIL = "2026-03-10T12:00:00Z", "2026-04-10T12:00:00Z"
UNITS = {
    "out_of_cap": 1000,
    "into_cap": 500,
    "out_of_minimum": 10,
    "into_minimum": 1000,
    "taxed": 100,
    "ended": 100,
    "too_late": 100,
    "again": 100,
    "negative": 1000,
    "never": 100,
    "gone": 100,
    "came_back": 100,
    "none_left": 100,
    "some_left": 100,
    "zero_left": 100,
}
REQUIRED_USAGE = ("none_left", "some_left", "zero_left")


def known() -> World:
    """February's usage of each customer at 7 a unit, at least 1000, at most 5000."""
    world = World()
    world.tables["entities"].append({**SELLER, "late_usage_days": 45})
    world.product("gb", category="usage")
    world.price("gb", unit_amount="7", cap_minor=5000, minimum_minor=1000)
    for rate, percent, start, end in (
        ("old", 10, "2020-01-01", "2026-03-15"),
        ("new", 20, "2026-03-15", None),
    ):
        world.add(
            "tax_rates",
            tax_rate_id=rate,
            country="CA",
            percent=percent,
            inclusive=False,
            effective_from=start,
            effective_to=end,
        )
    world.company("taxed", country="CA")
    for company, units in UNITS.items():
        ended = "2026-03-01" if company == "ended" else None
        world.subscribe(
            company, "gb", meter="gb", started_on="2026-02-01", ended_on=ended
        )
        world.use(company, IN_FEBRUARY, str(units), event_id=f"{company} first")
    for item in world.tables["subscription_items"]:
        item["usage_required"] = item["item_id"] in REQUIRED_USAGE
    world.use("some_left", "2026-02-02T12:00:00Z", "150")
    world.add(
        "discounts",
        discount_id="negative",
        company_id="negative",
        kind="amount",
        value=1500,
        duration="forever",
        starts_on="2026-04-01",
    )
    return world


def learned(world: World) -> World:
    """What came in March, after February had been issued."""
    after = {"received_at": IN_MARCH}
    for company in ("out_of_cap", "into_minimum", "negative"):
        world.use(
            company,
            IN_FEBRUARY,
            "200" if company == "out_of_cap" else "2",
            corrects_event_id=f"{company} first",
            **after,
        )
    for company, units in (("into_cap", 500), ("out_of_minimum", 490)):
        world.use(company, IN_FEBRUARY, str(units), **after)
    for company in ("taxed", "ended", "again"):
        world.use(company, IN_FEBRUARY, "100", **after)
    end(world, "never", "2026-02-01")
    end(world, "came_back", "2026-02-01")
    for company in REQUIRED_USAGE:
        end(world, company, "2026-02-08")
    world.use("zero_left", "2026-02-02T12:00:00Z", "0", **after)
    return world


def learned_later(world: World) -> World:
    """What came in April, one day within and one day past the 45 days."""
    world.use("again", IN_FEBRUARY, "100", received_at=IN_APRIL)
    world.use("too_late", IN_FEBRUARY, "100", received_at="2026-04-16T12:00:00Z")
    end(world, "gone", "2026-03-01")
    end(world, "came_back", "2026-03-01")
    return world


def end(world: World, company: str, on: str) -> None:
    """Say, or say again, when a company's subscription ended."""
    for row in world.tables["subscriptions"]:
        if row["subscription_id"] == company:
            row["ended_on"] = on


def adjusted(con: duckdb.DuckDBPyConnection) -> dict[object, tuple[object, ...]]:
    """Each customer's drafted adjustment: (day, period, amount, tax)."""
    found = rows(
        con,
        "select lines.company_id, strftime(invoice_date, '%m-%d'), "
        "strftime(lines.period_start, '%m-%d'), amount_minor, lines.tax_minor "
        "from marts.invoice_lines as lines inner join marts.invoices as invoices "
        "using (invoice_id) where kind = 'prior_period_adjustment' "
        "and lines.source = 'draft'",
    )
    assert len({row[0] for row in found}) == len(found)
    return {row[0]: row[1:] for row in found}


@pytest.fixture(scope="module")
def billed(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]:
    """April's drafts, and May's after April's were issued."""

    def run(world: World, as_of: date, issued: dict[str, list[Row]]):
        folder = tmp_path_factory.mktemp("world")
        return bill(folder, compiled_models, as_of=as_of, **world.tables, **issued)

    first = issue_drafts(run(known(), MARCH_1, {}))
    april = run(learned(known()), APRIL_1, first)
    more = issue_drafts(april)
    both = {table: first[table] + more[table] for table in first}
    return april, run(learned_later(learned(known())), MAY_1, both)


@pytest.mark.rule("5.4", "3.3")
@pytest.mark.parametrize(
    ("company", "amount"),
    [
        # 7000 were cut to 5000; 200 units are 1400
        ("out_of_cap", 1400 - 5000),
        # 3500 were charged; 1000 units are 7000, cut to 5000
        ("into_cap", 1500),
        # 70 and a true-up of 930 were charged; 500 units are 3500
        ("out_of_minimum", 2500),
        # 5000 were charged; 2 units are below the minimum
        ("into_minimum", 1000 - 5000),
    ],
)
def test_cap_and_minimum_hold_for_the_period_as_known_now(
    billed: tuple[duckdb.DuckDBPyConnection, ...], company: str, amount: int
) -> None:
    assert adjusted(billed[0])[company] == ("04-01", "02-01", amount, 0)


@pytest.mark.rule("5.7", "5.4")
def test_an_adjustment_is_taxed_on_the_day_of_the_invoice_it_changes(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    # the minimum covered 700 of the 1000; 1400 are 400 more, at the old 10 %
    assert adjusted(billed[0])["taxed"] == ("04-01", "02-01", 400, 40)


@pytest.mark.rule("5.4")
def test_an_ended_subscription_is_adjusted_on_a_draft_of_the_run_s_day(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    assert adjusted(billed[0])["ended"] == ("04-01", "02-01", 400, 0)
    found = rows(
        billed[0],
        "select count(*) from marts.invoice_lines where company_id = 'ended' "
        "and source = 'draft'",
    )
    assert found == [(1,)]


@pytest.mark.rule("5.4", "5.5")
def test_an_adjustment_that_was_issued_is_subtracted_too(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    april, may = billed

    assert adjusted(april)["again"] == ("04-01", "02-01", 400, 0)
    # 300 units are 2100, of which 1000 and 400 were charged
    assert adjusted(may)["again"] == ("05-01", "02-01", 700, 0)


@pytest.mark.rule("5.4")
def test_what_came_past_the_window_is_reported_and_not_billed(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    found = rows(
        billed[1],
        "select subject_id from marts.findings where kind = 'late_usage'",
    )

    assert found == [("too_late",)]
    assert "too_late" not in adjusted(billed[1])


@pytest.mark.rule("5.6", "5.4")
def test_a_draft_may_be_negative_and_bears_no_new_discount_on_what_it_takes_back(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    found = rows(
        billed[0],
        "select kind, amount_minor, lines.discount_minor, total_minor "
        "from marts.invoice_lines as lines inner join marts.invoices as invoices "
        "using (invoice_id) where lines.company_id = 'negative' "
        "and lines.source = 'draft' order by line_no",
    )

    # March was unused: the minimum of 1000 is all that 1500 can be taken off
    assert found == [
        ("usage", 0, 0, -4000),
        ("prior_period_adjustment", -4000, 0, -4000),
        ("minimum_true_up", 1000, -1000, -4000),
    ]


def test_an_issued_period_after_an_end_told_since_is_taken_back_once(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    april, may = billed

    # 700 and a true-up of 300 were charged for February
    taken_back = ("04-01", "02-01", -1000, 0)
    assert {
        company: adjusted(april)[company] for company in ("never", "came_back")
    } == {
        "never": taken_back,
        "came_back": taken_back,
    }
    # and the minimum for March, which was unused
    assert adjusted(may)["gone"] == ("05-01", "03-01", -1000, 0)
    assert "never" not in adjusted(may)


def test_a_period_taken_back_is_charged_again_where_the_end_moves_behind_it(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    assert adjusted(billed[1])["came_back"] == ("05-01", "02-01", 1000, 0)


def test_what_is_taken_back_names_what_was_issued(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    found = rows(
        billed[0],
        "select step, words, steps.change_minor, lines.product_id, lines.price_id, "
        "cast(lines.quantity as integer) from marts.invoice_lines as lines "
        "inner join marts.invoice_line_derivations as steps "
        "using (invoice_id, line_no) where lines.company_id = 'never' "
        "and lines.source = 'draft' and part = 'amount' order by step_no",
    )

    words = "Less what was issued before for 1 Feb 2026 to 28 Feb 2026, on 2 lines"
    invoice = "invoice N:us:never:USD:2026-03-01 (us:N:us:never:USD:2026-03-01)"
    named = (
        f"Adjusts {invoice} line 1 and {invoice} line 2: was USD 10.00, is USD 0.00, "
        "difference USD -10.00"
    )
    assert found == [
        ("less_issued", words, -1000, "gb", "gb", -100),
        ("adjusts", named, None, "gb", "gb", -100),
    ]


def test_required_usage_that_a_late_end_cut_off_is_a_finding_and_no_zero(
    billed: tuple[duckdb.DuckDBPyConnection, ...],
) -> None:
    found = rows(
        billed[0],
        "select subject_id, amount_minor, split_part(reason, ':', 1) "
        "from marts.findings where kind = 'usage_missing'",
    )

    reason = (
        "was issued for its period from 2026-02-01, "
        "and none of the usage it requires is left before its end on 2026-02-08"
    )
    assert found == [("none_left", 1000, reason)]
    april = adjusted(billed[0])
    assert "none_left" not in april
    # 250 units were charged, of which 150 are left; zero costs a quarter of the minimum
    assert april["some_left"] == ("04-01", "02-01", 1050 - 1750, 0)
    assert april["zero_left"] == ("04-01", "02-01", 250 - 1000, 0)
