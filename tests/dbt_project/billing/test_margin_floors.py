"""Margin floors (3.1): what a unit is charged against what it costs."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World

pytestmark = pytest.mark.slow

MONTHLY = {"interval": "month"}


def margins(world: World) -> None:
    """A floor of 20 % under a cost of 800: a price of 1000 is just enough."""
    for name, cost, currency in (
        ("at the floor", 800, "USD"),
        ("below", "800.01", "USD"),
        ("overridden", 700, "USD"),
        ("in euros", 700, "EUR"),
        ("in yen", 900, "JPY"),
    ):
        world.product(name, unit_cost=cost, cost_currency=currency, margin_floor_pct=20)
        world.price(name, unit_amount=1000, **MONTHLY)
        world.subscribe(f"margin {name}", name)
    world.add(
        "fx_rates",
        date="2025-12-31",
        base_currency="EUR",
        quote_currency="USD",
        rate="1.15",
    )
    world.add(
        "price_overrides",
        override_id="thirteen off",
        company_id="margin overridden",
        product_id="overridden",
        kind="percent",
        value=13,
        effective_from="2026-01-01",
        approved_by="cfo",
    )


def tiered_margins(world: World) -> None:
    """A floor of 20 % under a cost of 8 a unit: 10 a unit is just enough."""
    cost = {"unit_cost": 8, "cost_currency": "USD", "margin_floor_pct": 20}
    for model in ("graduated", "volume", "package"):
        for quantity in (10, 11):
            name = f"{model} {quantity}"
            world.product(name, **cost)
            world.subscribe(f"margin {name}", name, quantity=quantity)
    for quantity in (10, 11):
        # 10 at 10, and what is above at 9, or all of them
        for model in ("graduated", "volume"):
            name = f"{model} {quantity}"
            world.price(name, charge_model=model, **MONTHLY)
            for up_to, amount in ((10, 10), (None, 9)):
                world.add(
                    "price_brackets", price_id=name, up_to=up_to, unit_amount=amount
                )
        # 11 in packages of 11 are 109 for 110
        world.price(
            f"package {quantity}",
            charge_model="package",
            unit_amount=109,
            package_size=11,
            **MONTHLY,
        )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([margins, tiered_margins])


@pytest.mark.rule("3.1", "3.9")
def test_a_price_below_its_margin_floor_is_held_for_an_exception(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select company_id, status, reason from intermediate.int_invoices_united "
        "where company_id in ('margin at the floor', 'margin below', "
        "'margin in euros', 'margin in yen', 'margin overridden') order by all"
    ).fetchall()

    unquoted = "fx_rates has no rate from JPY to USD by then"
    assert found == [
        ("margin at the floor", "draft", None),
        ("margin below", "pending_review", "margin_below_floor product below"),
        # 700 euro cents are 805 cents on the day of the invoice
        ("margin in euros", "pending_review", "margin_below_floor product in euros"),
        (
            "margin in yen",
            "pending_review",
            f"margin_unknown product in yen: {unquoted}",
        ),
        # 870 for what costs 700
        (
            "margin overridden",
            "pending_review",
            "margin_below_floor product overridden",
        ),
    ]


@pytest.mark.rule("3.1")
@pytest.mark.parametrize(
    ("charged", "reason"),
    [
        ("graduated 10", None),
        # 109 for 11
        ("graduated 11", "margin_below_floor product graduated 11"),
        ("volume 10", None),
        ("volume 11", "margin_below_floor product volume 11"),
        # the package costs the same whether it is full or not
        ("package 10", None),
        ("package 11", "margin_below_floor product package 11"),
    ],
)
def test_a_tier_or_a_package_below_the_margin_floor_is_held_too(
    con: duckdb.DuckDBPyConnection, charged: str, reason: str | None
) -> None:
    found = con.execute(
        "select reason from intermediate.int_invoices_united where company_id = ?",
        [f"margin {charged}"],
    ).fetchall()

    assert found == [(reason,)]
