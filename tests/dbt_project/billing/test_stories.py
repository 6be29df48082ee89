"""A customer's year and a family of companies, issued month by month."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.generated_worlds_billed import Home
from tests.support.generated_worlds_known import known_on
from tests.support.world import SELLER, Row, Value, rows

pytestmark = pytest.mark.slow

YEAR = [date(2025, month, 1) for month in range(8, 13)]
YEAR += [date(2026, month, 1) for month in range(1, 8)]
QUARTER = [date(2026, month, 1) for month in (1, 2, 3, 4)]
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


def issue_each(
    home: Home, world: Known, days: Iterable[date], compiled: CompiledModels
) -> None:
    """Bill what is known on each day, hold it against every check, issue it."""
    for day in days:
        con = home.bill(known_on(world, day), day)
        assert violations(con, compiled.tests) == {}, day
        home.issue(con)


def invoiced(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select company_id, currency, invoice_date::varchar, sum(total_minor)::bigint "
        "from marts.invoices where status <> 'draft' group by all order by all",
    )


def charged(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """What everybody pays in total, whichever invoices it is on."""
    return rows(
        con,
        "select company_id, currency, sum(amount_minor)::bigint, sum(discount_minor)"
        "::bigint, sum(tax_minor)::bigint from marts.invoice_lines group by all "
        "order by all",
    )


@pytest.mark.rule("2.5", "3.10", "4.3", "4.4", "4.5", "5.4", "5.5", "trap 4", "trap 16")
def test_a_customers_year_issued_month_by_month(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    world = year_of_a_customer().tables
    home = Home(tmp_path, compiled_models)

    issue_each(home, world, YEAR, compiled_models)

    con = home.bill(world, YEAR[-1])
    assert violations(con, compiled_models.tests) == {}
    assert [line[2:] for line in invoiced(con)] == [
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
    caught_up = Home(tmp_path / "at once", compiled_models).bill(world, YEAR[-1])
    assert charged(con) == charged(caught_up)


def family() -> World:
    world = World()
    world.add("entities", **SELLER)
    for currency, amount in (("USD", "3100"), ("EUR", "2800")):
        world.add(
            "prices",
            price_id=f"seat {currency}",
            product_id="seat",
            currency=currency,
            charge_model="per_unit",
            unit_amount=amount,
            interval="month",
        )
    world.product("seat")
    for name, parent, is_billed_to_parent in (
        ("hq", None, False),
        ("region", "hq", True),
        ("clinic", "region", True),
        ("practice", "clinic", True),
        ("partner", "hq", False),
        ("branch", "partner", True),
    ):
        billed: Row = {
            "parent_company_id": parent,
            "bill_to_parent": is_billed_to_parent,
        }
        world.company(name, **billed)
        world.subscribe(name, started_on="2025-12-01", quantity=1)
    euros: Row = {"currency": "EUR", "started_on": "2025-12-01"}
    for name in ("clinic", "branch"):
        world.add(
            "subscriptions", subscription_id=f"{name} EUR", company_id=name, **euros
        )
        item: Row = {"item_id": f"{name} EUR", "subscription_id": f"{name} EUR"}
        world.add("subscription_items", **item, product_id="seat", quantity=2)
    world.change("practice", "2026-02-15T16:00:00Z", quantity=3)
    return world


@pytest.mark.rule("5.8", "5.5", "1.5", "trap 59", "trap 33")
def test_a_family_is_billed_to_its_head_once_a_currency_and_period(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    world = family().tables
    home = Home(tmp_path, compiled_models)

    issue_each(home, world, QUARTER, compiled_models)

    con = home.bill(world, QUARTER[-1])
    found = invoiced(con)
    months = ["2025-12-01", *(day.isoformat() for day in QUARTER)]
    # four companies of one seat; half of February with two more at the practice
    dollars = [12_400, 12_400, 12_400, 12_400 + 6200 + 3100, 12_400 + 6200]
    assert [line[2:] for line in found if line[:2] == ("hq", "USD")] == list(
        zip(months, dollars, strict=True)
    )
    assert [line[2:] for line in found if line[:2] == ("hq", "EUR")] == [
        (month, 5600) for month in months
    ]
    assert [line[2:] for line in found if line[:2] == ("partner", "USD")] == [
        (month, 6200) for month in months
    ]
    assert {line[0] for line in found} == {"hq", "partner"}
    assert rows(
        con,
        "select lines.company_id, invoices.company_id, sum(amount_minor)::bigint "
        "from marts.invoice_lines as lines inner join marts.invoices as invoices "
        "using (invoice_id) where lines.currency = 'USD' group by all order by 2, 1",
    ) == [
        *((name, "hq", 15_500) for name in ("clinic", "hq")),
        ("practice", "hq", 15_500 + 6200 + 3100 + 6200),
        ("region", "hq", 15_500),
        *((name, "partner", 15_500) for name in ("branch", "partner")),
    ]
    caught_up = Home(tmp_path / "at once", compiled_models).bill(world, QUARTER[-1])
    assert charged(con) == charged(caught_up)


@pytest.mark.rule("5.8", "5.5", "trap 59")
def test_a_child_that_leaves_its_parent_is_charged_by_one_of_them(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    together, apart = family(), family()
    apart.tables["companies"] = [
        {**row, "bill_to_parent": row["company_id"] == "branch"}
        for row in apart.tables["companies"]
    ]
    home = Home(tmp_path, compiled_models)
    issue_each(home, together.tables, QUARTER[:2], compiled_models)

    issue_each(home, apart.tables, QUARTER[2:], compiled_models)

    con = home.bill(apart.tables, QUARTER[-1])
    assert violations(con, compiled_models.tests) == {}
    by_payer = rows(
        con,
        "select invoices.company_id, count(*) from marts.invoice_lines as lines "
        "inner join marts.invoices as invoices using (invoice_id) "
        "where lines.company_id = 'region' group by all order by 1",
    )
    assert by_payer == [("hq", 3), ("region", 2)]
