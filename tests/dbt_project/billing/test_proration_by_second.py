"""Proration by the second: terms of years, odd quantities and prices by percent.

An oracle in exact fractions says what each part of a whole period comes to.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.dbt_project.billing.test_proration import rounded
from tests.support.world import SELLER, rows

pytestmark = pytest.mark.slow

BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
CHANGED = datetime(2024, 2, 10, 15, 30, tzinfo=UTC)
YEARS = (1, 3, 5)
LADDERS = (("0.5", "1"), ("12.345678", "24.691356"), ("99999", "199998"))
PERCENTS = (None, "12.3456", "0.000001")
AMOUNT = "9900.0123456789"
Case = tuple[int, tuple[str, str], str | None]
TOO_FINE = CHANGED + timedelta(microseconds=1)


def cases() -> dict[str, Case]:
    """Name each company after its place among them."""
    every = product(YEARS, LADDERS, PERCENTS)
    return {f"long {number}": case for number, case in enumerate(every)}


def net(years: int, ladder: tuple[str, str], percent: str | None) -> int:
    """What the period costs: the old terms' used part and the new terms' unused one."""
    price = Fraction(AMOUNT) * (1 - Fraction(percent or 0) / 100)
    end = BEGUN.replace(year=BEGUN.year + years)
    used = Fraction((CHANGED - BEGUN).total_seconds()) / Fraction(
        (end - BEGUN).total_seconds()
    )
    old, new = (price * Fraction(quantity) for quantity in ladder)
    unused = rounded(new, "half_up") - rounded(new * used, "half_up")
    return rounded(old * used, "half_up") + unused


def agreed(
    world: World, name: str, years: int, quantity: str, percent: str | None
) -> None:
    """Agree on a term of years; the price is lowered by a percent."""
    world.subscribe(
        name,
        "by_second",
        quantity=quantity,
        started_on=str(BEGUN.date()),
        interval="year",
        interval_count=years,
    )
    if percent:
        world.add(
            "price_overrides",
            override_id=name,
            company_id=name,
            product_id="by_second",
            kind="percent",
            value=percent,
            effective_from="2020-01-01",
            approved_by="owner",
        )


def long_terms(world: World) -> None:
    world.tables["entities"] = [
        {**SELLER, "time_zone": "UTC", "proration_invoicing": "immediate"}
    ]
    world.product("by_second", proration="second")
    world.price("by_second", unit_amount=AMOUNT)
    for name, (years, (old, new), percent) in cases().items():
        agreed(world, name, years, old, percent)
        world.change(name, CHANGED.isoformat(), quantity=new)
    # a microsecond of thirty years, of a price of eight more decimals
    agreed(world, "too fine", 30, "12.345678", "12.345678")
    world.change("too fine", TOO_FINE.isoformat(), quantity="24.691357")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([long_terms], as_of=date(2024, 3, 31), whole=True)


@pytest.mark.rule("4.1", "4.2", "1.3")
def test_a_change_within_years_costs_its_seconds_to_the_minor_unit(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select company_id, sum(amount_minor), count(*) from marts.invoice_lines "
        "where company_id <> 'too fine' group by all",
    )

    assert {name: (total, lines) for name, total, lines in found} == {
        name: (Decimal(net(*case)), 3) for name, case in cases().items()
    }


@pytest.mark.rule("1.6", "3.9")
def test_a_part_that_no_exact_arithmetic_holds_is_held_and_told(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    told_of = (
        "select distinct reason from marts.findings "
        "where kind = 'cannot_be_rated' and subject_id = 'too fine'"
    )
    drafted = "select distinct status from marts.invoices where company_id = 'too fine'"

    assert rows(con, told_of) == [("not billed for the period from 2024-01-01",)]
    assert rows(con, drafted) == [("pending_review",)]
    assert violations(con, compiled_models.tests) == {}
