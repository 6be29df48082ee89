"""Each customer's next invoice, as far as it is known before its day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import AS_OF, World, lines_of
from tests.support.world import REQUIRED, SELLER, bill

MID = {"started_on": "2026-02-15", "meter": "gb"}


def stories(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.price("minimum", unit_amount=100, minimum_minor=3100, product_id="least")
    world.product("least", category="usage")
    world.subscribe("seats", quantity=2)
    world.subscribe("cheaper", quantity=2)
    world.add(
        "discounts",
        discount_id="tenth",
        company_id="cheaper",
        kind="percent",
        value=10,
        duration="forever",
        starts_on="2026-01-01",
    )
    world.add(
        "discounts",
        discount_id="welcome",
        company_id="cheaper",
        kind="amount",
        value=5000,
        currency="USD",
        duration="once",
        starts_on="2026-01-01",
    )
    world.subscribe("grown", quantity=2)
    world.issue(
        "grown",
        "2026-03-01",
        amount_minor=20000,
        quantity=2,
        period_start="2026-03-01",
        period_end="2026-04-01",
    )
    world.change("grown", "2026-03-17T12:00:00Z", quantity=4)
    world.subscribe("left", ended_on="2026-03-31", cancel_mode="immediately")
    world.subscribe("used", "gb", **MID)
    world.use("used", "2026-03-10T12:00:00Z", "3")
    world.use("used", "2026-03-20T12:00:00Z", "5")
    world.subscribe("idle", "gb", usage_required="true", **MID)
    world.use("idle", "2026-03-10T12:00:00Z", "3")
    world.subscribe("least", "least", **MID)
    world.subscribe("level", "gb", aggregation="time_weighted_average", **MID)
    world.use("level", "2026-03-15T04:00:00Z", "31")
    world.subscribe("later", "gb", trial_ends_on="2026-05-01", **MID)
    world.use("later", "2026-03-10T12:00:00Z", "3")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories], whole=True)


def upcoming(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return con.execute(
        """
        select
            strftime(invoice_date, '%m-%d'),
            kind,
            strftime(period_start, '%m-%d') || '/' || strftime(period_end, '%m-%d'),
            amount_minor,
            is_accruing
        from marts.upcoming_invoice_lines
        where company_id = ?
        order by invoice_date, line_no
        """,
        [company],
    ).fetchall()


@pytest.mark.rule("2.5", "4.3")
@pytest.mark.parametrize(
    ("company", "lines"),
    [
        ("seats", [("04-01", "recurring", "04-01/05-01", 20000, False)]),
        (
            "grown",
            [
                ("04-01", "recurring", "04-01/05-01", 40000, False),
                ("04-01", "proration", "03-17/04-01", 19355, False),
                ("04-01", "credit", "03-17/04-01", -9677, False),
            ],
        ),
        ("left", []),
        ("used", [("04-15", "usage", "03-15/04-15", 500, True)]),
        ("idle", []),
        (
            "least",
            [
                ("04-15", "usage", "03-15/04-15", 0, True),
                ("04-15", "minimum_true_up", "03-15/04-15", 3100, True),
            ],
        ),
        # 31 from the first of 31 days on, 17 of which are over
        ("level", [("04-15", "usage", "03-15/04-15", 1700, True)]),
        ("later", [("04-15", "usage", "03-15/04-15", 0, True)]),
    ],
)
def test_the_next_invoice_shows_what_is_known_of_it(
    con: duckdb.DuckDBPyConnection, company: str, lines: list[tuple[object, ...]]
) -> None:
    assert upcoming(con, company) == lines


@pytest.mark.rule("2.5")
def test_what_runs_is_on_no_draft(con: duckdb.DuckDBPyConnection) -> None:
    assert lines_of(con, "used") == [("03-15", "usage", "02-15/03-15", 300)]
    assert lines_of(con, "level") == [("03-15", "usage", "02-15/03-15", 0)]
    held = con.execute(
        "select count(*) from marts.invoices where invoice_date > ?", [AS_OF]
    ).fetchone()
    assert held == (0,)


@pytest.mark.rule("5.6")
def test_a_discount_that_a_draft_takes_is_not_shown_again(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subtotal_minor, discount_minor, total_minor, is_accruing "
        "from marts.upcoming_invoices where company_id = 'cheaper'"
    ).fetchall()
    drafted = con.execute(
        "select discount_minor from marts.invoices "
        "where company_id = 'cheaper' and source = 'draft'"
    ).fetchall()

    assert drafted == [(-7000,)]
    assert found == [(20000, -2000, 18000, False)]


@pytest.mark.slow
@pytest.mark.rule("2.5", "2.6")
def test_an_invoice_comes_out_as_it_was_announced(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    announced = con.execute(
        "select company_id, invoice_date, kind, amount_minor, discount_minor, "
        "tax_minor from marts.upcoming_invoice_lines where not is_accruing order by all"
    ).fetchall()
    world = World()
    world.tables["entities"].append(SELLER)
    world.tables["products"].extend(REQUIRED["products"])
    world.tables["prices"].extend(REQUIRED["prices"])
    stories(world)
    later = bill(tmp_path, compiled_models, as_of=date(2026, 4, 1), **world.tables)

    drafted = later.execute(
        "select lines.company_id, invoices.invoice_date, kind, amount_minor, "
        "lines.discount_minor, lines.tax_minor from marts.invoice_lines as lines "
        "inner join marts.invoices as invoices using (invoice_id) "
        "where invoices.invoice_date > ? and lines.source = 'draft' order by all",
        [AS_OF],
    ).fetchall()

    assert announced == drafted
    assert violations(con, compiled_models.tests) == {}
