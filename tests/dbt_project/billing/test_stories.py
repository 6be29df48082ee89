"""A customer's year and a family of companies, issued month by month."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.generated_worlds_billed import Home, merged
from tests.support.generated_worlds_known import known_on
from tests.support.world import SELLER, Row, Value, rows

pytestmark = pytest.mark.slow

YEAR = [date(2025, month, 1) for month in range(8, 13)]
YEAR += [date(2026, month, 1) for month in range(1, 8)]
QUARTER = [date(2026, month, 1) for month in (1, 2, 3, 4)]
FAMILY = ("hq", "region", "clinic", "practice", "partner", "branch")
Known = Mapping[str, Iterable[Row]]


def year_of_a_customer() -> World:
    world = World()
    world.add("entities", **SELLER)
    world.product("seat")
    world.price("seat", unit_amount="3000", interval="month")
    world.product("gb", category="usage")
    world.price("gb", unit_amount="10")
    world.company("acme")
    renewed: Row = {"ends_on": "2026-02-01", "auto_renew": True, "status": "active"}
    world.add(
        "contracts",
        contract_id="k",
        company_id="acme",
        starts_on="2025-08-01",
        **renewed,
        committed_minor=250_000,
    )
    for name, more in (
        ("first", {"started_on": "2025-07-10", "ended_on": "2026-04-21"}),
        ("second", {"started_on": "2026-05-11"}),
    ):
        agreed: dict[str, Value] = {"subscription_id": name, "company_id": "acme"}
        agreed |= {"anchor_on": "2025-07-01", "contract_id": "k", **more}
        if name == "first":
            agreed["trial_ends_on"] = "2025-07-24"
        world.add("subscriptions", **agreed)
        seats = {"item_id": f"{name} seats", "subscription_id": name}
        quantity = 10 if name == "first" else 5
        world.add("subscription_items", **seats, product_id="seat", quantity=quantity)
    metered: Row = {"item_id": "gb", "subscription_id": "first", "meter": "gb"}
    world.add("subscription_items", **metered, product_id="gb")
    world.change("first seats", "2025-09-16T14:00:00Z", quantity=14)
    world.change("first seats", "2025-12-08T14:00:00Z", quantity=12)
    for at, quantity, received in (
        ("2025-07-20T12:00:00Z", "70", "2025-07-20T12:00:00Z"),
        ("2025-08-05T12:00:00Z", "100", "2025-08-05T12:00:00Z"),
        # 23:30 of August 31 in New York, and only heard of when August was issued
        ("2025-09-01T03:30:00Z", "50", "2025-09-05T12:00:00Z"),
        ("2026-04-20T12:00:00Z", "30", "2026-04-20T12:00:00Z"),
    ):
        world.use("acme", at, quantity, received_at=received)
    return world


def known(day: date) -> Known:
    """What is known of the three stories on a day; families come with the new year."""
    stories = [year_of_a_customer().tables]
    if day >= QUARTER[0]:
        leaving = apart("left ") if day >= QUARTER[2] else family("left ")
        stories += [family("").tables, leaving.tables]
    return known_on(merged(*stories), day)


@pytest.fixture(scope="module")
def issued(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    """Bill what is known each month, hold it against every check, and issue it."""
    home = Home(tmp_path_factory.mktemp("issued"), compiled_models)
    for day in YEAR:
        con = home.bill(known(day), day)
        assert violations(con, compiled_models.tests) == {}, day
        home.issue(con)
    con = home.bill(known(YEAR[-1]), YEAR[-1])
    assert violations(con, compiled_models.tests) == {}
    return con


@pytest.fixture(scope="module")
def caught_up(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    """Bill the same stories at once, at their end."""
    home = Home(tmp_path_factory.mktemp("at once"), compiled_models)
    return home.bill(known(YEAR[-1]), YEAR[-1])


def invoiced(
    con: duckdb.DuckDBPyConnection, company: str, until: date = YEAR[-1]
) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select currency, invoice_date::varchar, sum(total_minor)::bigint "
        "from marts.invoices where status <> 'draft' and invoice_date <= "
        f"'{until}' and company_id = '{company}' group by all order by all",
    )


def charged(
    con: duckdb.DuckDBPyConnection, companies: Collection[str]
) -> list[tuple[object, ...]]:
    """What these companies pay in total, whichever invoices it is on."""
    found = rows(
        con,
        "select company_id, currency, sum(amount_minor)::bigint, sum(discount_minor)"
        "::bigint, sum(tax_minor)::bigint from marts.invoice_lines group by all "
        "order by all",
    )
    return [line for line in found if line[0] in companies]


@pytest.mark.rule("2.5", "3.10", "4.3", "4.4", "4.5", "5.4", "5.5", "trap 4", "trap 16")
def test_a_customers_year_issued_month_by_month(
    issued: duckdb.DuckDBPyConnection, caught_up: duckdb.DuckDBPyConnection
) -> None:
    assert [line[1:] for line in invoiced(issued, "acme")] == [
        # 8 of July's 31 days after the trial
        ("2025-07-10", 7742),
        # ten seats in advance; nothing was used on days that count
        ("2025-08-01", 30_000),
        ("2025-09-01", 30_000 + 1000),
        # fourteen seats, half of September with four more, and what came late
        ("2025-10-01", 42_000 + 6000 + 500),
        ("2025-11-01", 42_000),
        ("2025-12-01", 42_000),
        # two seats less for 24 of 31 days
        ("2026-01-01", 36_000 - 32_516 + 27_871),
        # the half year's lines are 224 855 of the 250 000 committed
        ("2026-02-01", 36_000 + 25_145),
        ("2026-03-01", 36_000),
        ("2026-04-01", 36_000),
        # left on the 21st: ten days come back, the last usage is billed
        ("2026-04-21", -12_000 + 300),
        # and back again with five seats for 21 of May's 31 days
        ("2026-05-11", 10_161),
        ("2026-06-01", 15_000),
        ("2026-07-01", 15_000),
    ]
    assert charged(issued, {"acme"}) == charged(caught_up, {"acme"}) != []


def family(prefix: str) -> World:
    """A family whose companies' names begin like this, its prices told once."""
    world = World()
    if not prefix:
        _priced_places(world)
    for name, parent, is_billed_to_parent in (
        ("hq", None, False),
        ("region", "hq", True),
        ("clinic", "region", True),
        ("practice", "clinic", True),
        ("partner", "hq", False),
        ("branch", "partner", True),
    ):
        billed: Row = {
            "parent_company_id": parent and prefix + parent,
            "bill_to_parent": is_billed_to_parent,
        }
        world.company(prefix + name, **billed)
        started: Row = {"started_on": "2025-12-01", "quantity": 1}
        world.subscribe(prefix + name, "place", **started)
    for company in (f"{prefix}clinic", f"{prefix}branch"):
        euros: Row = {"subscription_id": f"{company} EUR", "started_on": "2025-12-01"}
        world.add("subscriptions", company_id=company, currency="EUR", **euros)
        world.add(
            "subscription_items",
            item_id=f"{company} EUR",
            subscription_id=f"{company} EUR",
            product_id="place",
            quantity=2,
        )
    world.change(f"{prefix}practice", "2026-02-15T16:00:00Z", quantity=3)
    return world


def _priced_places(world: World) -> None:
    world.product("place")
    for currency, amount in (("USD", "3100"), ("EUR", "2800")):
        world.add(
            "prices",
            price_id=f"place {currency}",
            product_id="place",
            currency=currency,
            charge_model="per_unit",
            unit_amount=amount,
            interval="month",
        )


def apart(prefix: str) -> World:
    """The same family, where only the branch is still billed to its parent."""
    world = family(prefix)
    world.tables["companies"] = [
        {**row, "bill_to_parent": row["company_id"] == f"{prefix}branch"}
        for row in world.tables["companies"]
    ]
    return world


@pytest.mark.rule("5.8", "5.5", "1.5", "trap 59", "trap 33")
def test_a_family_is_billed_to_its_head_once_a_currency_and_period(
    issued: duckdb.DuckDBPyConnection, caught_up: duckdb.DuckDBPyConnection
) -> None:
    months = ["2025-12-01", *(day.isoformat() for day in QUARTER)]
    # four companies of one place; half of February with two more at the practice
    dollars = [12_400, 12_400, 12_400, 12_400 + 6200 + 3100, 12_400 + 6200]
    assert invoiced(issued, "hq", QUARTER[-1]) == [
        *(("EUR", month, 5600) for month in months),
        *(("USD", *line) for line in zip(months, dollars, strict=True)),
    ]
    assert [
        line for line in invoiced(issued, "partner", QUARTER[-1]) if line[0] == "USD"
    ] == [("USD", month, 6200) for month in months]
    for name in {*FAMILY} - {"hq", "partner"}:
        assert invoiced(issued, name) == []
    assert rows(
        issued,
        "select lines.company_id, invoices.company_id, sum(amount_minor)::bigint "
        "from marts.invoice_lines as lines inner join marts.invoices as invoices "
        "using (invoice_id) where lines.currency = 'USD' and "
        f"invoices.company_id in ('hq', 'partner') and invoice_date <= '{QUARTER[-1]}' "
        "group by all order by 2, 1",
    ) == [
        *((name, "hq", 15_500) for name in ("clinic", "hq")),
        ("practice", "hq", 15_500 + 6200 + 3100 + 6200),
        ("region", "hq", 15_500),
        *((name, "partner", 15_500) for name in ("branch", "partner")),
    ]
    assert charged(issued, FAMILY) == charged(caught_up, FAMILY) != []


@pytest.mark.rule("5.8", "5.5", "trap 59")
def test_a_child_that_leaves_its_parent_is_charged_by_one_of_them(
    issued: duckdb.DuckDBPyConnection,
) -> None:
    by_payer = rows(
        issued,
        "select invoices.company_id, count(*) from marts.invoice_lines as lines "
        "inner join marts.invoices as invoices using (invoice_id) "
        f"where lines.company_id = 'left region' and invoice_date <= '{QUARTER[-1]}' "
        "group by all order by 1",
    )
    assert by_payer == [("left hq", 3), ("left region", 2)]
