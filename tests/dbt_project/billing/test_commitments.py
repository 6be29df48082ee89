"""Contracts: what was committed and not used is charged once, at the interval's end."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

JANUARY = {"started_on": "2026-01-01"}


def contract(world: World, company: str, **more: Value) -> None:
    """A company of one seat at 100.00 a month under a contract from January 1."""
    world.subscribe(company, **JANUARY, contract_id=company)
    agree(world, company, **more)


def agree(world: World, company: str, **more: Value) -> None:
    """A contract from January 1 that commits to 150.00 a month."""
    terms: dict[str, Value] = {
        "contract_id": company,
        "company_id": company,
        "type": "msa",
        "starts_on": "2026-01-01",
        "currency": "USD",
        "status": "active",
        "commitment_interval": "month",
        "committed_minor": 15000,
    }
    world.add("contracts", **(terms | more))


def stories(world: World) -> None:
    contract(world, "short")
    contract(world, "met", committed_minor=10000)
    contract(world, "discounted", discount_percent=10)
    contract(
        *(world, "term"),
        committed_minor=50000,
        commitment_interval="term",
        ends_on="2026-03-31",
    )
    contract(world, "yearly", committed_minor=500000, commitment_interval="year")
    contract(world, "expired", status="expired")
    contract(world, "issued", ends_on="2026-02-01")
    january = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
    world.issue("issued", "2026-01-01", amount_minor=10000, quantity=1, **january)
    world.issue(
        *("issued", "2026-02-01"),
        kind="minimum_true_up",
        source_id="issued",
        item_id=None,
        product_id=None,
        subscription_id=None,
        amount_minor=5000,
        **january,
    )
    for company, more in (
        ("issued_discounted", {"discount_minor": -1000}),
        ("issued_voided", {"status": "void", "voided_on": "2026-01-20"}),
    ):
        contract(world, company, ends_on="2026-02-01")
        line = {"amount_minor": 10000, "quantity": 1}
        world.issue(company, "2026-01-01", **line, **january, **more)
    renewed(world)
    worked(world)
    awaited(world)
    made_up_for_others(world)
    succeeded(world)


def renewed(world: World) -> None:
    """Terms that go on, are cut short, or were migrated."""
    term: dict[str, Value] = {"commitment_interval": "term", "committed_minor": 30000}
    contract(world, "renewed", **term, ends_on="2026-02-01", auto_renew=True)
    contract(world, "ended", **term, ends_on="2026-02-01")
    # 31 days and then 20 of the 28 of February
    contract(world, "clipped", committed_minor=28000, ends_on="2026-02-21")
    contract(
        *(world, "year_over"),
        committed_minor=365000,
        commitment_interval="year",
        ends_on="2026-03-11",
    )
    # 30 days are no whole months: the term is counted in days
    contract(world, "odd_term", **term, ends_on="2026-01-31", auto_renew=True)
    contract(world, "reduced")
    world.add(
        "discounts",
        discount_id="reduced",
        company_id="reduced",
        kind="amount",
        value=2500,
        duration="forever",
        starts_on="2026-02-01",
    )
    contract(world, "imported", ends_on="2026-02-01")
    world.issue(
        *("imported", "2026-02-01"),
        kind="minimum_true_up",
        source_id="imported",
        item_id=None,
        product_id=None,
        subscription_id=None,
        amount_minor=5000,
    )


def worked(world: World) -> None:
    """Hours and single charges count for the contract of their company."""
    world.product("cable", category="one_off")
    world.price("cable", unit_amount=2000)
    for company in ("worked", "work_issued", "worked_elsewhere"):
        contract(world, company, ends_on="2026-02-01")
    contract(world, "worked_after", ends_on="2026-02-01")
    world.company("worked_in_dollars")
    agree(world, "worked_in_dollars", ends_on="2026-02-01", currency="EUR")
    for company, day in (
        ("worked", "01-10"),
        ("work_issued", "01-10"),
        ("worked_after", "02-01"),
        ("worked_in_dollars", "01-10"),
    ):
        world.add(
            "one_off_charges",
            charge_id=company,
            company_id=company,
            product_id="cable",
            charged_on=f"2026-{day}",
            quantity=2,
        )
    world.issue(
        *("work_issued", "2026-01-15"),
        kind="one_off",
        source_id="work_issued",
        item_id=None,
        subscription_id=None,
        product_id="cable",
        period_start="2026-01-10",
        period_end="2026-01-11",
        amount_minor=4000,
    )


def awaited(world: World) -> None:
    """What begins in an interval is invoiced after its end, or is to be."""
    world.product("gb", category="usage")
    world.price("gb", unit_amount="10000")
    for company, more in (
        ("used", {"started_on": "2026-01-15"}),
        ("in_use", {"started_on": "2026-02-25", "interval": "quarter"}),
    ):
        agree(world, company)
        world.subscribe(company, "gb", meter="gb", contract_id=company, **more)
        for day in ("01-20", "02-20"):
            world.use(company, f"2026-{day}T12:00:00Z", "2")
    agree(world, "changed")
    quarterly: dict[str, Value] = {"interval": "quarter", "started_on": "2026-01-01"}
    quarter: dict[str, Value] = {"tier": "q", "interval": "quarter"}
    world.price("seat", price_id="by_quarter", unit_amount=30000, **quarter)
    world.subscribe(
        "changed", contract_id="changed", price_id="by_quarter", **quarterly
    )
    world.change("changed", "2026-02-10T18:00:00Z", quantity=2)


def made_up_for_others(world: World) -> None:
    """True-ups were issued for intervals that begin or end on other days by now."""
    january, february = ("01-01", "02-01"), ("02-01", "03-01")
    for company, more, made_up in (
        (
            "extended",
            {"committed_minor": 56000},
            {january: 46000, ("02-01", "02-11"): 10000},
        ),
        ("moved", {"starts_on": "2026-01-02"}, {january: 5000, february: 5000}),
    ):
        contract(world, company, **more)
        for (start, end), amount in made_up.items():
            world.issue(
                *(company, f"2026-{end}"),
                kind="minimum_true_up",
                source_id=company,
                item_id=None,
                product_id=None,
                subscription_id=None,
                amount_minor=amount,
                period_start=f"2026-{start}",
                period_end=f"2026-{end}",
            )


def succeeded(world: World) -> None:
    """The subscription names the contract of March, as February is billed."""
    contract(world, "before", ends_on="2026-03-01")
    after = {"contract_id": "after", "company_id": "before"}
    agree(world, "after", **after, starts_on="2026-03-01", committed_minor=None)
    world.tables["subscriptions"][-1]["contract_id"] = "after"


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


def true_up(day: str, period: str, amount: int) -> tuple[str, str, str, int]:
    return (day, "minimum_true_up", period, amount)


EXPECTED: dict[str, list[tuple[str, str, str, int]]] = {
    "short": [
        true_up("02-01", "01-01/02-01", 5000),
        true_up("03-01", "02-01/03-01", 5000),
    ],
    "met": [],
    # a tenth was taken off the 10000: 9000 of the 15000 were charged
    "discounted": [
        true_up("02-01", "01-01/02-01", 6000),
        true_up("03-01", "02-01/03-01", 6000),
    ],
    # three months of 10000 of the 50000
    "term": [true_up("03-31", "01-01/03-31", 20000)],
    "yearly": [],
    "expired": [],
    "issued": [],
    # a tenth was taken off what was issued
    "issued_discounted": [true_up("02-01", "01-01/02-01", 6000)],
    # what was voided is charged once again
    "issued_voided": [true_up("02-01", "01-01/02-01", 5000)],
    # each month is a term of its own; what is charged is 10000
    "renewed": [
        true_up("02-01", "01-01/02-01", 20000),
        true_up("03-01", "02-01/03-01", 20000),
    ],
    "ended": [true_up("02-01", "01-01/02-01", 20000)],
    "clipped": [
        true_up("02-01", "01-01/02-01", 18000),
        # 20 days of 28 are 20000 of the 28000
        true_up("02-21", "02-01/02-21", 10000),
    ],
    # 69 days of 365 are 69000; three months of 10000 were charged
    "year_over": [true_up("03-11", "01-01/03-11", 39000)],
    "odd_term": [
        true_up("01-31", "01-01/01-31", 20000),
        # February 1 and March 1 lie in the second term of 30 days
        true_up("03-02", "01-31/03-02", 10000),
    ],
    "reduced": [
        true_up("02-01", "01-01/02-01", 5000),
        true_up("03-01", "02-01/03-01", 7500),
    ],
    "imported": [],
    # 20000 in January, and in February, whose line is due on March 15
    "used": [],
    # nothing began in January; February waits until what began in it is due
    "in_use": [true_up("02-01", "01-01/02-01", 15000)],
    "changed": [],
    # of February's 56000 were charged 10000, and 10000 made up until the 11th
    "extended": [true_up("03-01", "02-11/03-01", 36000)],
    "moved": [],
    # nothing counts toward it any more, which is a finding
    "before": [
        true_up("02-01", "01-01/02-01", 15000),
        true_up("03-01", "02-01/03-01", 15000),
    ],
    "worked": [true_up("02-01", "01-01/02-01", 1000)],
    "work_issued": [true_up("02-01", "01-01/02-01", 1000)],
    # on the day that the interval is over
    "worked_after": [true_up("02-01", "01-01/02-01", 5000)],
    # dollars are no euros
    "worked_in_dollars": [true_up("02-01", "01-01/02-01", 15000)],
    "worked_elsewhere": [true_up("02-01", "01-01/02-01", 5000)],
}


@pytest.mark.rule("3.10")
@pytest.mark.parametrize("company", EXPECTED)
def test_an_unmet_commitment_is_made_up(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = [line for line in lines_of(con, company) if line[1] == "minimum_true_up"]

    assert found == EXPECTED[company]


@pytest.mark.rule("3.10", "5.9")
def test_a_true_up_names_its_contract(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select distinct source_id, item_id from marts.invoice_lines "
        "where kind = 'minimum_true_up' and source = 'draft' and company_id = 'short'"
    ).fetchall()

    assert found == [("short", None)]


@pytest.mark.rule("3.10")
def test_a_contract_that_another_took_the_place_of_too_early_is_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_id, company_id, reason, amount_minor from marts.findings "
        "where kind = 'contract_succeeded' order by all"
    ).fetchall()

    early = (
        "starts on 2026-03-01; subscription before, which names it, is billed from "
        "2026-01-01 on under no contract, though before was in force then"
    )
    forgotten = (
        "lacks what it commits to from 2026-01-01 on, since no subscription names it "
        "any more; subscription before names after"
    )
    assert found == [
        ("after", "before", early, None),
        ("before", "before", forgotten, 30000),
    ]
