"""A seller's rounding holds wherever an exact half meets a minor unit (1.3)."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import SELLER

HALF_FEBRUARY = {
    "started_on": "2026-02-15",
    "anchor_on": "2026-02-01",
    "ended_on": "2026-03-01",
}
SELLERS = {"up": "half_up", "even": "half_even"}


def catalogue(world: World) -> None:
    """Five minor units a month; and 2.5, in every way a price can say it."""
    for name, amount in {"five": 5, "half": "2.5", "quarter": 25}.items():
        world.product(name)
        world.price(name, unit_amount=amount, interval="month")
    world.product("flat")
    world.price("flat", charge_model="flat", flat_amount="2.5", interval="month")
    for name, clause in {"cap": "cap_minor", "least": "minimum_minor"}.items():
        world.product(name, category="usage")
        world.price(name, unit_amount=1, **{clause: 5})
    world.product("tiers")
    world.price("tiers", charge_model="graduated", interval="month")
    for bound in (1, None):
        row = {"price_id": "tiers", "up_to": bound, "unit_amount": "1.25"}
        world.add("price_brackets", **row)


def seller(world: World, name: str, rounding: str) -> None:
    """A customer a story, of one seller that rounds as told."""
    world.add("entities", **{**SELLER, "entity_id": name, "rounding": rounding})
    whole = {"entity_id": f"{name}_whole", "tax_rounding": "invoice"}
    world.add("entities", **{**SELLER, **whole, "rounding": rounding})
    for entity in (name, f"{name}_whole"):
        for country, is_inclusive in (("CA", False), ("DE", True)):
            world.add(
                "tax_rates",
                tax_rate_id=f"{entity} {country}",
                entity_id=entity,
                country=country,
                percent=10 if country == "CA" else 100,
                inclusive=is_inclusive,
                effective_from="2020-01-01",
            )

    def story(told: str, product: str, **more: object) -> None:
        place = {"entity_id": name, "country": "US"}
        place |= {key: more.pop(key) for key in tuple(place) if key in more}
        world.company(f"{name} {told}", **place)
        world.subscribe(f"{name} {told}", product, **more)

    story("line", "half")
    story("flat", "flat")
    story("negative", "half", quantity=-1)
    story("tiers", "tiers", quantity=2)
    story("fraction", "five", quantity="0.5")
    story("part of a month", "five", **HALF_FEBRUARY)
    story("override", "five")
    world.add(
        "price_overrides",
        override_id=name,
        company_id=f"{name} override",
        product_id="five",
        kind="percent",
        value=50,
        effective_from="2020-01-01",
        approved_by="cfo",
    )
    story("part of a cap", "cap", meter="gb", **HALF_FEBRUARY)
    world.use(f"{name} part of a cap", "2026-02-20T12:00:00Z", "90")
    story("part of a minimum", "least", meter="gb", **HALF_FEBRUARY)
    story("discount", "quarter")
    world.add(
        "discounts",
        discount_id=name,
        company_id=f"{name} discount",
        kind="percent",
        value=10,
        duration="forever",
        starts_on="2020-01-01",
    )
    story("tax", "quarter", country="CA")
    story("contained tax", "five", country="DE")
    story("tax of the invoice", "five", country="CA", entity_id=f"{name}_whole")
    for item in range(4):
        world.add(
            "subscription_items",
            item_id=f"{name} {item}",
            subscription_id=f"{name} tax of the invoice",
            product_id="five",
            started_on="2026-03-01",
        )
    story("credit", "five", started_on="2026-02-01", ended_on="2026-02-15", quantity=1)
    world.issue(
        f"{name} credit",
        "2026-02-01",
        amount_minor=5,
        quantity=1,
        period_start="2026-02-01",
        period_end="2026-03-01",
        product_id="five",
    )
    for table in ("issued_invoices", "issued_invoice_lines"):
        world.tables[table][-1] = {**world.tables[table][-1], "entity_id": name}


def sellers(world: World) -> None:
    for name, rounding in SELLERS.items():
        seller(world, name, rounding)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([catalogue, sellers])


# by story: the column, rounded half away from zero, rounded half to even
EXPECTED = {
    "line": ("amount_minor", 3, 2),
    "flat": ("amount_minor", 3, 2),
    "negative": ("amount_minor", -3, -2),
    # two tiers of 1.25: one rounding of 2.5, not two of 1.25
    "tiers": ("amount_minor", 3, 2),
    "fraction": ("amount_minor", 3, 2),
    # the first half, which nobody used, is rounded: the second is the rest of the 5
    "part of a month": ("amount_minor", 2, 3),
    "override": ("amount_minor", 3, 2),
    "part of a cap": ("amount_minor", 3, 2),
    "part of a minimum": ("amount_minor", 3, 2),
    "discount": ("discount_minor", -3, -2),
    "tax": ("tax_minor", 3, 2),
    # a tax of 100 % is half of the 5 that contain it
    "contained tax": ("tax_minor", 3, 2),
    # five lines of 5 at 10 %
    "tax of the invoice": ("tax_minor", 3, 2),
    # what was used is rounded, what was not is the rest of the 5
    "credit": ("amount_minor", -2, -3),
}


@pytest.mark.rule("1.3", "trap 30")
@pytest.mark.rule("3.3", case="part of a cap")
@pytest.mark.rule("3.3", case="part of a minimum")
@pytest.mark.rule("5.7", "trap 31", case="tax of the invoice")
@pytest.mark.rule("4.2", case="credit")
@pytest.mark.parametrize("story", EXPECTED)
def test_the_rounding_of_the_seller_holds(
    con: duckdb.DuckDBPyConnection, story: str
) -> None:
    column, *expected = EXPECTED[story]

    found = [
        con.execute(
            f"select sum({column}) from marts.invoice_lines "
            "where source = 'draft' and company_id = ?",
            [f"{name} {story}"],
        ).fetchone()
        for name in SELLERS
    ]

    assert found == [(minor,) for minor in expected]


@pytest.mark.rule("1.3")
def test_a_total_is_the_sum_of_its_rounded_lines(
    con: duckdb.DuckDBPyConnection,
) -> None:
    wrong = con.execute(
        """
        select invoice_id from marts.invoices
        full join (
            select
                invoice_id,
                sum(amount_minor) as amount,
                sum(discount_minor) as discount,
                sum(tax_minor) as tax,
            from marts.invoice_lines group by all
        ) as lines using (invoice_id)
        where source = 'draft' and (
            subtotal_minor, discount_minor, tax_minor, total_minor
        ) is distinct from (amount, discount, tax, amount + discount + tax)
        """
    ).fetchall()

    assert wrong == []
