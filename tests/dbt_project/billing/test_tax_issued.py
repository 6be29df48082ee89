"""How an issued line was taxed is a fact, whatever the catalogue says by now."""

from collections.abc import Mapping
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.issuing import issue_drafts
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

MARCH_1, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)
RATE: Row = {"tax_rate_id": "vat", "country": "DE", "percent": 25, "inclusive": True}
LATER: Mapping[str, list[Row]] = {
    "removed": [{**RATE, "tax_rate_id": "elsewhere", "country": "FR"}],
    "lowered": [{**RATE, "percent": 10, "inclusive": False}],
    "replaced": [{**RATE, "tax_rate_id": "new"}],
}
"""What became of the rate, each of them written over the past without a date."""

LEFT = ("rated", "was_exempt", "now_exempt", "was_reversed")


def story(rates: list[Row], **customers: Row) -> World:
    """Four customers rent for 1250 with the tax in it; one pays 10 for a gigabyte."""
    world = World()
    world.tables["entities"].append(SELLER)
    world.tables["tax_rates"].extend(rates)
    world.product("rent")
    world.price("rent", unit_amount="1250", interval="month")
    world.product("gb", category="usage")
    world.price("gb", unit_amount="10")
    for company in (*LEFT, "late"):
        world.company(company, country="DE", **customers.get(company, {}))
    for company in LEFT:
        world.subscribe(company, "rent")
    world.subscribe("late", "gb", meter="gb", started_on="2026-02-01")
    world.use("late", "2026-02-10T12:00:00Z", "100", event_id="first")
    return world


def as_issued() -> World:
    return story(
        [RATE], was_exempt={"tax_exempt": True}, was_reversed={"reverse_charge": True}
    )


def as_known_later(rates: list[Row]) -> World:
    """All four leave on March 12, and 25 gigabytes of February come late."""
    world = story(rates, now_exempt={"tax_exempt": True}, late={"tax_exempt": True})
    world.tables["subscriptions"] = [
        {**row, "ended_on": "2026-03-12"} if row["company_id"] in LEFT else row
        for row in world.tables["subscriptions"]
    ]
    world.use(
        *("late", "2026-02-20T12:00:00Z", "25"), received_at="2026-03-05T12:00:00Z"
    )
    return world


@pytest.fixture(scope="module")
def issued(
    tmp_path_factory: pytest.TempPathFactory, billing_models: CompiledModels
) -> dict[str, list[Row]]:
    folder = tmp_path_factory.mktemp("issued")
    drafted = bill(folder, billing_models, as_of=MARCH_1, **as_issued().tables)
    return issue_drafts(drafted, says_tax=True)


@pytest.fixture(scope="module", params=LATER)
def later(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    billing_models: CompiledModels,
    issued: dict[str, list[Row]],
) -> duckdb.DuckDBPyConnection:
    world = as_known_later(LATER[request.param])
    folder = tmp_path_factory.mktemp("later")
    return bill(folder, billing_models, as_of=APRIL_1, **world.tables, **issued)


def taxed(
    con: duckdb.DuckDBPyConnection, source: str, *companies: str
) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select company_id, tax_rate_id, cast(tax_percent as integer), tax_reason, "
        "is_tax_inclusive, amount_minor, tax_minor from marts.invoice_lines "
        f"where source = '{source}' and company_id in {companies} and kind <> 'usage' "
        "order by company_id",
    )


@pytest.mark.rule("5.2", "5.7")
def test_an_issued_line_keeps_the_tax_it_was_issued_with(
    later: duckdb.DuckDBPyConnection,
) -> None:
    assert taxed(later, "issued", *LEFT) == [
        ("now_exempt", "vat", 25, "rated", True, 1000, 250),
        ("rated", "vat", 25, "rated", True, 1000, 250),
        ("was_exempt", "vat", 25, "exempt", True, 1250, 0),
        ("was_reversed", "vat", 25, "reverse_charge", True, 1250, 0),
    ]


@pytest.mark.rule("5.7", "4.6")
def test_a_credit_gives_back_the_tax_that_its_charge_bore(
    later: duckdb.DuckDBPyConnection,
) -> None:
    # 20 of the 31 days of 1250 come back: 1250 - 444
    assert taxed(later, "draft", *LEFT) == [
        ("now_exempt", "vat", 25, "rated", True, -645, -161),
        ("rated", "vat", 25, "rated", True, -645, -161),
        ("was_exempt", "vat", 25, "exempt", True, -806, 0),
        ("was_reversed", "vat", 25, "reverse_charge", True, -806, 0),
    ]


@pytest.mark.rule("5.7", "5.4")
def test_an_adjustment_is_taxed_as_the_period_was_that_it_changes(
    later: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        later,
        "select tax_rate_id, tax_reason, amount_minor, tax_minor "
        "from marts.invoice_lines where kind = 'prior_period_adjustment'",
    )

    # 25 x 10 with 25 % in it
    assert found == [("vat", "rated", 200, 50)]


@pytest.mark.rule("5.7", "trap 31")
def test_the_tax_summary_of_an_issued_invoice_is_what_it_said(
    later: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        later,
        "select invoice_id, tax_reason, tax_rate_id, cast(tax_percent as integer), "
        "base_minor, tax_minor from marts.invoice_taxes where source = 'issued' "
        "and invoice_id not like '%now_exempt%' order by invoice_id",
    )

    assert found == [
        ("us:N:us:late:USD:2026-03-01", "rated", "vat", 25, 800, 200),
        ("us:N:us:rated:USD:2026-03-01", "rated", "vat", 25, 1000, 250),
        ("us:N:us:was_exempt:USD:2026-03-01", "exempt", "vat", 25, 1250, 0),
        (
            *("us:N:us:was_reversed:USD:2026-03-01", "reverse_charge", "vat"),
            *(25, 1250, 0),
        ),
    ]


@pytest.mark.rule("5.7", "trap 31")
def test_a_rate_written_over_is_rounded_apart_from_what_it_was(
    tmp_path, billing_models: CompiledModels, compiled_models: CompiledModels
) -> None:
    def renting(rate: Row, end: str | None = None) -> World:
        """Rent for 1250 twice, of which one comes to an end."""
        world = World()
        world.add("entities", **SELLER, tax_rounding="invoice")
        world.add("tax_rates", **rate)
        world.product("rent")
        world.price("rent", unit_amount="1250", interval="month")
        world.company("kept", country="DE")
        world.subscribe("kept", "rent")
        ending: Row = {"item_id": "left", "subscription_id": "kept", "ended_on": end}
        world.add("subscription_items", **ending, product_id="rent")
        return world

    first = renting(RATE).tables
    drafted = bill(tmp_path / "then", billing_models, as_of=MARCH_1, **first)
    issued = issue_drafts(drafted, says_tax=True)
    now = renting({**RATE, "percent": 10}, end="2026-03-12").tables
    con = bill(tmp_path / "now", billing_models, as_of=APRIL_1, **now, **issued)

    assert rows(
        con,
        "select tax_rate_id, cast(tax_percent as integer), base_minor, tax_minor, "
        "line_count from marts.invoice_taxes where source = 'draft' order by all",
    ) == [("vat", 10, 1136, 114, 1), ("vat", 25, -645, -161, 1)]
    tests = [one for one in compiled_models.tests if "invoice_taxes" in one.name]
    assert tests
    assert violations(con, tests) == {}


@pytest.mark.rule("5.7")
def test_an_imported_line_that_says_nothing_is_explained_by_the_rate_that_holds(
    tmp_path, billing_models: CompiledModels, issued: dict[str, list[Row]]
) -> None:
    said = ("tax_rate_id", "tax_percent", "tax_reason", "is_tax_inclusive")
    silent = {
        table: [{k: v for k, v in row.items() if k not in said} for row in given]
        for table, given in issued.items()
    }
    world = as_known_later([RATE])

    con = bill(tmp_path, billing_models, as_of=APRIL_1, **world.tables, **silent)

    assert taxed(con, "issued", "rated", "was_exempt") == [
        ("rated", "vat", 25, "rated", True, 1000, 250),
        ("was_exempt", None, None, None, False, 1250, 0),
    ]
