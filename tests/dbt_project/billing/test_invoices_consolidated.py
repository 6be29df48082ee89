"""Consolidation: one invoice per topmost parent, currency and day, subtotalled."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import SELLER, rows


def family(world: World) -> None:
    """Four generations; the youngest but one pays for himself and for his child."""
    above = None
    for name, bills_up in (
        ("great", False),
        ("grand", True),
        ("middle", False),
        ("young", True),
    ):
        world.company(name, parent_company_id=above, bill_to_parent=bills_up)
        above = name
    world.company("yen", parent_company_id="grand", bill_to_parent=True, currency="JPY")
    world.price(
        *("seat",),
        price_id="seat_yen",
        currency="JPY",
        unit_amount="1000",
        interval="month",
    )
    world.add("entities", **{**SELLER, "entity_id": "eu"}, payment_terms_days=14)
    world.company(
        "abroad", entity_id="eu", parent_company_id="grand", bill_to_parent=True
    )
    world.subscribe("abroad", started_on="2026-03-20")
    for company in ("great", "grand", "middle", "young", "yen"):
        world.subscribe(company, started_on="2026-02-01", quantity=1)
    # a second line of the grandchild, and one that is billed on another day
    world.add(
        "subscription_items",
        item_id="young 2",
        subscription_id="young",
        product_id="seat",
        started_on="2026-03-01",
    )
    world.subscribe("grand_mid", started_on="2026-03-15", company_id="grand")


def dynasty(world: World) -> None:
    """As many generations as are climbed, each billed to the one before."""
    above = None
    for number in range(101):
        name = f"heir {number:03}"
        world.company(name, parent_company_id=above, bill_to_parent=above is not None)
        above = name
    world.subscribe("heir 100")


def circle(world: World) -> None:
    """Three that bill to each other, one that is its own parent, and one below."""
    for name, above in (
        ("circle a", "circle b"),
        ("circle b", "circle c"),
        ("circle c", "circle a"),
        ("below", "circle b"),
        ("selfsame", "selfsame"),
    ):
        world.company(name, parent_company_id=above, bill_to_parent=True)
        world.subscribe(name)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([family, dynasty, circle])


@pytest.mark.rule("5.8", "trap 59")
def test_each_day_and_currency_of_a_payer_is_an_invoice_of_its_own(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select company_id, currency, strftime(invoice_date, '%m-%d'), total_minor "
        "from marts.invoices where company_id in ('great', 'middle') order by all",
    )

    assert found == [
        ("great", "JPY", "02-01", 1000),
        ("great", "JPY", "03-01", 1000),
        ("great", "USD", "02-01", 20000),
        ("great", "USD", "03-01", 20000),
        ("great", "USD", "03-15", 10000),
        ("great", "USD", "03-20", 10000),
        ("middle", "USD", "02-01", 20000),
        ("middle", "USD", "03-01", 30000),
    ]


@pytest.mark.rule("5.8")
def test_lines_subtotal_by_child_to_the_invoice(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select invoices.company_id, lines.company_id, sum(amount_minor) "
        "from marts.invoice_lines as lines inner join marts.invoices as invoices "
        "using (invoice_id) where invoice_date = date '2026-03-01' "
        "and invoices.company_id in ('great', 'middle') group by all order by all",
    )

    assert found == [
        ("great", "grand", 10000),
        ("great", "great", 10000),
        ("great", "yen", 1000),
        ("middle", "middle", 10000),
        ("middle", "young", 20000),
    ]


@pytest.mark.rule("5.8", "5.5")
def test_nothing_is_charged_on_parent_and_child(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select claim_key from marts.invoice_lines group by all having count(*) > 1",
    )

    assert found == []


@pytest.mark.rule("5.8", "2.5")
def test_a_child_s_own_seller_bills_the_parent_on_its_terms(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select company_id, due_date - invoice_date from marts.invoices "
        "where entity_id = 'eu'",
    )

    assert found == [("great", 14)]


@pytest.mark.rule("5.8")
def test_the_top_is_found_however_far_and_a_circle_has_none(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select invoices.company_id, lines.company_id "
        "from marts.invoices inner join marts.invoice_lines as lines "
        "using (invoice_id) where regexp_matches(lines.company_id, "
        "'heir|circle|below|selfsame') order by all",
    )

    assert found == [
        ("circle a", "circle a"),
        ("circle b", "below"),
        ("circle b", "circle b"),
        ("circle c", "circle c"),
        ("heir 000", "heir 100"),
        ("selfsame", "selfsame"),
    ]


@pytest.mark.rule("5.8")
def test_each_company_of_a_circle_is_a_finding_that_names_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select subject_table, subject_id, reason from marts.findings "
        "where kind = 'parents_in_circle' order by all",
    )

    told = "is billed by itself, for its parents lead back to it: "
    assert found == [
        ("companies", "circle a", f"{told}circle b, circle c, circle a"),
        ("companies", "circle b", f"{told}circle c, circle a, circle b"),
        ("companies", "circle c", f"{told}circle a, circle b, circle c"),
        ("companies", "selfsame", f"{told}selfsame"),
    ]
