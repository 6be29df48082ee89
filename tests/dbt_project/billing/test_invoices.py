"""Drafts: which lines go on which, work and one-off charges, tax, parents."""

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.repository import ROOT

INVARIANTS = {path.stem for path in (ROOT / "dbt_project/tests/billing").glob("*.sql")}


def work(world: World) -> None:
    world.product("labour", category="time")
    world.price("labour", unit_amount=15000)
    world.product("cable", category="one_off")
    world.price("cable", unit_amount=250)
    world.add(
        "technicians",
        technician_id="t",
        effective_from="2020-01-01",
        name="T",
        cost_rate_minor=1,
        currency="USD",
    )
    for company in ("worked", "worked_alone", "worked_before"):
        world.company(company)
    world.subscribe("worked", started_on="2026-02-01")
    for entry, company, day in (
        ("a", "worked", "2026-02-10"),
        ("b", "worked_alone", "2026-01-10"),
        ("c", "worked_alone", "2026-03-10"),
        ("d", "worked_before", "2026-03-10"),
    ):
        world.add(
            "time_entries",
            entry_id=entry,
            company_id=company,
            technician_id="t",
            worked_at=f"{day}T15:00:00Z",
            minutes=10,
            billable=True,
            product_id="labour",
        )
    world.add(
        "one_off_charges",
        charge_id="x",
        company_id="worked",
        product_id="cable",
        charged_on="2026-02-10",
        quantity=3,
    )
    # a single charge may have the id of an hour
    world.add(
        "one_off_charges",
        charge_id="d",
        company_id="worked_before",
        product_id="cable",
        charged_on="2026-03-10",
        quantity=1,
    )
    world.issue(
        "worked_before",
        "2026-03-15",
        kind="time",
        source_id="d",
        amount_minor=2500,
        item_id=None,
        subscription_id=None,
    )


def family(world: World) -> None:
    world.company("parent")
    world.company("child", parent_company_id="parent", bill_to_parent=True)
    world.company("grandchild", parent_company_id="child", bill_to_parent=True)
    world.subscribe("grandchild")
    world.subscribe("parent")


def taxed(world: World) -> None:
    seller = {"currency": "USD", "time_zone": "America/New_York", "country": "US"}
    for entity, rounding in (("by_line", "line"), ("by_invoice", "invoice")):
        world.add("entities", entity_id=entity, **seller, tax_rounding=rounding)
        world.add(
            "tax_rates",
            tax_rate_id=entity,
            entity_id=entity,
            country="CA",
            percent=10,
            effective_from="2020-01-01",
            inclusive=False,
        )
        world.company(entity, entity_id=entity, country="CA")
        # 10 % of 5 is a half: three lines round to 3, one invoice to 2
        world.product(f"{entity}_small")
        world.price(f"{entity}_small", unit_amount=5, interval="month")
        for item in range(3):
            world.add(
                "subscription_items",
                item_id=f"{entity}{item}",
                subscription_id=entity,
                product_id=f"{entity}_small",
                started_on="2026-03-01",
            )
        world.add(
            "subscriptions",
            subscription_id=entity,
            company_id=entity,
            started_on="2026-03-01",
        )
    # two rates of 10 %: of 10 it is one, of the 5 at the other a half by itself
    world.add(
        "tax_rates",
        tax_rate_id="coded",
        entity_id="by_invoice",
        country="CA",
        tax_code="coded",
        percent=10,
        effective_from="2020-01-01",
        inclusive=False,
    )
    world.product("coded", tax_code="coded")
    world.price("coded", unit_amount=5, interval="month")
    world.company("two_rates", entity_id="by_invoice", country="CA")
    world.subscribe("two_rates", "by_invoice_small")
    for product in ("by_invoice_small", "coded"):
        world.add(
            "subscription_items",
            item_id=f"two_rates {product}",
            subscription_id="two_rates",
            product_id=product,
            started_on="2026-03-01",
        )
    world.add(
        "tax_rates",
        tax_rate_id="vat",
        entity_id="us",
        country="DE",
        percent=19,
        effective_from="2020-01-01",
        inclusive=True,
    )
    world.company("inclusive", country="DE")
    world.company("exempt", country="DE", tax_exempt=True)
    world.company("reversed", country="DE", reverse_charge=True)
    for company in ("inclusive", "exempt", "reversed"):
        world.subscribe(company)


def yen(world: World) -> None:
    world.company("tokyo", currency="JPY")
    world.price(
        "yen", product_id="seat", currency="JPY", unit_amount="1000.5", interval="month"
    )
    world.subscribe("tokyo", quantity=3)


def discounted(world: World) -> None:
    world.company("discounted")
    world.add(
        "contracts",
        contract_id="ten",
        company_id="discounted",
        type="msa",
        starts_on="2025-01-01",
        currency="USD",
        status="active",
        discount_percent=10,
    )
    world.add(
        "discounts",
        discount_id="fifth",
        company_id="discounted",
        kind="percent",
        value=20,
        duration="forever",
        starts_on="2026-01-01",
    )
    # three lines of 5: 10 % of 15 is 2, then 20 % of 13 is 3
    world.product("nickel")
    world.price("nickel", unit_amount=5, interval="month")
    world.subscribe("discounted", "nickel", contract_id="ten")
    for item in ("e", "f"):
        world.add(
            "subscription_items",
            item_id=item,
            subscription_id="discounted",
            product_id="nickel",
            started_on="2026-03-01",
        )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([work, family, taxed, yen, discounted], whole=True)


@pytest.mark.rule("3.8", "5.6")
def test_work_goes_on_the_next_invoice(con: duckdb.DuckDBPyConnection) -> None:
    assert lines_of(con, "worked") == [
        ("02-01", "recurring", "02-01/03-01", 10000),
        ("03-01", "recurring", "03-01/04-01", 10000),
        ("03-01", "time", "02-10/02-11", 2500),
        ("03-01", "one_off", "02-10/02-11", 750),
    ]


@pytest.mark.rule("3.8")
def test_work_without_an_invoice_makes_one(con: duckdb.DuckDBPyConnection) -> None:
    assert lines_of(con, "worked_alone") == [
        ("02-01", "time", "01-10/01-11", 2500),
        ("03-31", "time", "03-10/03-11", 2500),
    ]


@pytest.mark.rule("5.5")
def test_work_that_was_issued_is_not_billed_again(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = lines_of(con, "worked_before")

    assert found == [("03-31", "one_off", "03-10/03-11", 250)]


@pytest.mark.rule("5.8")
def test_a_child_is_billed_on_the_topmost_parents_invoice(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        """
        select invoices.company_id, lines.company_id, lines.amount_minor
        from marts.invoice_lines as lines
        inner join intermediate.int_invoices_united as invoices using (invoice_id)
        where invoices.company_id in ('parent', 'child', 'grandchild') order by all
        """
    ).fetchall()

    assert found == [("parent", "grandchild", 10000), ("parent", "parent", 10000)]


@pytest.mark.rule("5.7", "trap 31")
@pytest.mark.rule("1.1", "1.3", "trap 32", case="tokyo")
@pytest.mark.parametrize(
    ("company", "taxes", "subtotal"),
    [
        ("by_line", [1, 1, 1], 15),
        ("by_invoice", [1, 1, 0], 15),
        ("two_rates", [1, 0, 1], 15),
        # 10000 contain 19 / 119 of tax: 1596.6...
        ("inclusive", [1597], 8403),
        ("exempt", [0], 10000),
        ("reversed", [0], 10000),
        ("tokyo", [0], 3002),
    ],
)
def test_tax_is_rounded_once_and_spread(
    con: duckdb.DuckDBPyConnection, company: str, taxes: list[int], subtotal: int
) -> None:
    lines = con.execute(
        "select tax_minor from marts.invoice_lines where company_id = ? "
        "order by line_no",
        [company],
    ).fetchall()
    header = con.execute(
        "select subtotal_minor, total_minor from intermediate.int_invoices_united "
        "where company_id = ?",
        [company],
    ).fetchall()

    assert [tax for (tax,) in lines] == taxes
    assert header == [(subtotal, subtotal + sum(taxes))]


@pytest.mark.rule("1.4", "3.10", "5.6")
def test_discounts_are_taken_one_after_the_other_and_lose_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select discount_minor from marts.invoice_lines "
        "where company_id = 'discounted' order by line_no"
    ).fetchall()

    assert found == [(-2,), (-2,), (-1,)]


def test_every_invariant_of_billing_holds(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    tests = [t for t in compiled_models.tests if Path(t.name).stem in INVARIANTS]

    assert len(tests) == len(INVARIANTS)
    assert violations(con, tests) == {}


@pytest.mark.rule("5.5")
@pytest.mark.parametrize(
    ("tampering", "invariant"),
    [
        (
            (
                "update marts.invoice_lines set amount_minor = amount_minor + 1 "
                "where claim_key = 'recurring:parent:2026-03-01'"
            ),
            "lines_sum_to_totals",
        ),
        (
            (
                "insert into intermediate.int_lines_taxed by name select * replace "
                "('again' as claim_key) from intermediate.int_lines_taxed "
                "where kind = 'recurring'"
            ),
            "charges_do_not_overlap",
        ),
        (
            "delete from intermediate.int_lines_taxed where item_id = 'parent'",
            "charges_are_billed_or_held",
        ),
        (
            (
                "insert into intermediate.int_invoice_lines_issued by name "
                "select * replace ('us:again' as invoice_id) "
                "from intermediate.int_invoice_lines_issued where source_id = 'd'"
            ),
            "nothing_is_charged_twice",
        ),
        (
            (
                "insert into intermediate.int_invoice_lines_issued by name "
                "select issued.* replace ('us:again' as invoice_id, "
                "'parent' as item_id, "
                "'recurring' as kind, date '2026-03-01' as period_start) "
                "from intermediate.int_invoice_lines_issued as issued, range(2) "
                "where source_id = 'd'"
            ),
            "nothing_is_charged_twice",
        ),
        (
            (
                "insert into intermediate.int_invoice_lines_issued by name "
                "select issued.* replace ('us:again' || day as invoice_id, "
                "'parent' as item_id, 'usage' as kind, null as source_id, "
                "date '2026-03-01' + day::integer as period_start, "
                "date '2026-04-01' as period_end) "
                "from intermediate.int_invoice_lines_issued as issued, "
                "range(2) as days(day) where source_id = 'd'"
            ),
            "nothing_is_charged_twice",
        ),
        (
            (
                "insert into intermediate.int_invoice_lines_issued by name "
                "select issued.* replace ('us:again' || n as invoice_id, "
                "'minimum_true_up' as kind, 'ten' as source_id, "
                "date '2026-03-01' as period_start) "
                "from intermediate.int_invoice_lines_issued as issued, "
                "range(2) as twice(n) where source_id = 'd'"
            ),
            "nothing_is_charged_twice",
        ),
    ],
)
def test_a_broken_bill_is_noticed(
    con: duckdb.DuckDBPyConnection,
    compiled_models: CompiledModels,
    tampering: str,
    invariant: str,
) -> None:
    tests: Iterable = [
        test for test in compiled_models.tests if Path(test.name).stem in INVARIANTS
    ]
    con.execute("begin")
    con.execute(tampering)

    found = violations(con, tests)

    con.execute("rollback")
    assert invariant in {Path(name).stem for name in found}
