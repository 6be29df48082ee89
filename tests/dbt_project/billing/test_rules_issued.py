"""What a void gives back and a credit note does not, for every kind of charge (5.5)."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

pytestmark = pytest.mark.slow

FEBRUARY = {"period_start": "2026-02-01", "period_end": "2026-03-01"}
STORIES = ("kept", "voided", "noted", "void later")
# issued on March 1 for February, then ended: nothing else falls due
LIFE = {"started_on": "2026-02-01", "ended_on": "2026-03-01"}


def catalogue(world: World) -> None:
    world.product("late", billing_timing="arrears")
    world.price("late", unit_amount=2800, interval="month")
    world.product("gb", category="usage")
    world.price("gb", unit_amount=100)
    world.product("labour", category="time")
    world.price("labour", unit_amount=6000)
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


def charged(world: World) -> None:
    """Each customer was issued one charge, which then stood, was voided or noted."""
    for story in STORIES:
        recurring(world, f"{story} recurring", story)
        usage(world, f"{story} usage", story)
        time(world, f"{story} time", story)
        one_off(world, f"{story} one_off", story)


def recurring(world: World, company: str, story: str) -> None:
    world.subscribe(company, "late", quantity=1, **LIFE)
    issue(world, company, story, amount_minor=2800, quantity=1, **FEBRUARY)


def usage(world: World, company: str, story: str) -> None:
    world.subscribe(company, "gb", meter="gb", **LIFE)
    world.use(company, "2026-02-10T12:00:00Z", "3")
    issue(
        *(world, company, story),
        kind="usage",
        meter="gb",
        product_id="gb",
        amount_minor=300,
        quantity=3,
        **FEBRUARY,
    )


def time(world: World, company: str, story: str) -> None:
    world.company(company)
    world.add(
        "time_entries",
        entry_id=company,
        company_id=company,
        technician_id="t",
        worked_at="2026-02-10T15:00:00Z",
        minutes=30,
        billable=True,
        product_id="labour",
    )
    issue(world, company, story, kind="time", amount_minor=3000, **WORK)


def one_off(world: World, company: str, story: str) -> None:
    world.company(company)
    world.add(
        "one_off_charges",
        charge_id=company,
        company_id=company,
        product_id="cable",
        charged_on="2026-02-10",
        quantity=2,
    )
    issue(world, company, story, kind="one_off", amount_minor=500, **WORK)


WORK: dict[str, Value] = {"item_id": None, "subscription_id": None}


def issue(world: World, company: str, story: str, **line: Value) -> None:
    """Issue the charge on March 1; then void it, or give all of it back by a note."""
    if "item_id" in line:
        line["source_id"] = company
    if story.startswith("void"):
        line["status"] = "void"
        line["voided_on"] = "2026-03-05" if story == "voided" else "2026-04-01"
    world.issue(company, "2026-03-01", **line)
    if story == "noted":
        world.add(
            "credit_notes",
            credit_note_no=f"CN {company}",
            entity_id="us",
            invoice_no=f"{company}-2026-03-01",
            issued_on="2026-03-05",
            amount_minor=line["amount_minor"],
        )


def rated_again(world: World) -> None:
    """January was issued for 15; 5 more came late; a note had given 1000 back."""
    for company in ("late", "late and noted"):
        world.subscribe(company, "gb", meter="gb", started_on="2026-01-01")
        world.use(company, "2026-01-10T12:00:00Z", "15")
        world.use(
            *(company, "2026-01-20T12:00:00Z", "5"), received_at="2026-02-10T12:00:00Z"
        )
        world.issue(
            *(company, "2026-02-01"),
            kind="usage",
            period_start="2026-01-01",
            period_end="2026-02-01",
            quantity=15,
            amount_minor=1500,
        )
    world.add(
        "credit_notes",
        credit_note_no="CN late",
        entity_id="us",
        invoice_no="late and noted-2026-02-01",
        issued_on="2026-02-05",
        amount_minor=1000,
    )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([catalogue, charged, rated_again])


AGAIN = {
    "recurring": [("03-01", "recurring", "02-01/03-01", 2800)],
    "usage": [("03-01", "usage", "02-01/03-01", 300)],
    "time": [("03-01", "time", "02-10/02-11", 3000)],
    "one_off": [("03-01", "one_off", "02-10/02-11", 500)],
}


@pytest.mark.rule("5.5")
@pytest.mark.parametrize("kind", AGAIN)
def test_a_voided_charge_falls_due_again(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    assert lines_of(con, f"voided {kind}") == AGAIN[kind]


@pytest.mark.rule("5.5")
@pytest.mark.parametrize("kind", AGAIN)
@pytest.mark.parametrize("story", ["kept", "noted", "void later"])
def test_an_issued_charge_never_falls_due_again(
    con: duckdb.DuckDBPyConnection, story: str, kind: str
) -> None:
    """Not by a credit note over all of it, nor by a void that is still to come."""
    assert lines_of(con, f"{story} {kind}") == []


@pytest.mark.rule("5.4", "5.5")
@pytest.mark.parametrize("company", ["late", "late and noted"])
def test_a_credit_note_is_not_subtracted_from_what_is_rated_again(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = [line for line in lines_of(con, company) if line[1] != "usage"]

    assert found == [("03-01", "prior_period_adjustment", "01-01/02-01", 500)]


@pytest.mark.rule("5.9")
def test_every_drafted_line_names_what_it_came_from(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        """
        select
            kind,
            bool_and(coalesce(item_id, source_id) is not null),
            bool_and(price_rule is not null),
            bool_and(period_start < period_end)
        from marts.invoice_lines where source = 'draft' group by all order by all
        """
    ).fetchall()

    kinds = ("one_off", "prior_period_adjustment", "recurring", "time", "usage")
    assert found == [(kind, True, True, True) for kind in kinds]
