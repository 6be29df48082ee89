"""What is left of an issued metered period where a part of it was voided (5.4, 5.5)."""

from collections.abc import Callable
from typing import NamedTuple

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.world import Row, Value, rows

pytestmark = pytest.mark.slow

# nothing but January falls due
LIFE = {"started_on": "2026-01-01", "ended_on": "2026-02-01"}
FIRST, THEN, LAST = "2026-02-01", "2026-03-01", "2026-03-15"
VOIDED, VOIDED_EARLY = "2026-03-20", "2026-02-20"


class Issued(NamedTuple):
    """A line of January on an invoice of its own."""

    on: str
    kind: str
    quantity: int
    amount: int
    voided_on: str | None = None
    discount: int = 0
    taken: str | None = None


def usage(quantity: int, amount: int, voided_on: str | None = None) -> Issued:
    return Issued(FIRST, "usage", quantity, amount, voided_on)


def added(on: str, quantity: int, amount: int, voided_on: str | None = None) -> Issued:
    return Issued(on, "prior_period_adjustment", quantity, amount, voided_on)


MADE_UP = Issued(FIRST, "minimum_true_up", 1, 300, VOIDED)

# product, units of January by now, what was issued, what is due: by now a unit costs
# 100 and a January at least 300, or 500 flat
STORIES: dict[str, tuple[str, int, list[Issued], list[int]]] = {
    # nothing was used, and 1000 came late
    "made_up": (
        "least",
        10,
        [usage(0, 0, VOIDED), MADE_UP, added(THEN, 10, 700)],
        [300],
    ),
    "given_back": ("flat", 0, [usage(0, 550, VOIDED), added(THEN, 0, -50)], [550]),
    "added_to": (
        "flat",
        0,
        [usage(0, 400), added(THEN, 0, 200, VOIDED), added(LAST, 0, -100)],
        [200],
    ),
    # what was issued since made all of it up, at the price of its day
    "made_up_for": (
        "flat",
        0,
        [usage(0, 400, VOIDED_EARLY), added(THEN, 0, -10), added(LAST, 0, 410)],
        [],
    ),
    "issued_again": ("flat", 0, [usage(0, 400, VOIDED), usage(0, 400)], []),
    "added_again": (
        "flat",
        0,
        [usage(0, 400), added(THEN, 0, 50, VOIDED), added(THEN, 0, 50)],
        [],
    ),
    # an end that was told and taken back
    "ended_and_back": ("flat", 0, [usage(0, 500), added(THEN, 0, -500)], [500]),
    "last_voided": ("flat", 0, [usage(0, 400), added(THEN, 0, 50, VOIDED)], []),
}


TENTH: Row = {"kind": "percent", "value": 10, "starts_on": "2026-01-01"}
# what is agreed, units of January by now at 1 each, what the first 6281 units bore and
# what they say of it, the line that was added to them; the amount and discount due now
DISCOUNTED: dict[str, tuple[Row, int, tuple[int, str | None], Issued, list[int]]] = {
    "contract": (
        {"discount_percent": 20},
        6294,
        (-1256, '{"contract:contract":-1256}'),
        added(THEN, 13, 13)._replace(discount=-3),
        [6281, -1256],
    ),
    "contract_rounded": (
        {"discount_percent": 20},
        6283,
        (-1256, None),
        added(THEN, 2, 2),
        [6281, -1256],
    ),
    # falls due again, on the next invoice
    "once": (
        TENTH | {"duration": "once"},
        6294,
        (-628, '{"once":-628}'),
        added(THEN, 13, 13)._replace(discount=-1),
        [6281, 0],
    ),
    # falls due again for January
    "repeating": (
        TENTH | {"duration": "repeating", "periods": 1},
        6294,
        (-628, '{"repeating":-628}'),
        added(THEN, 13, 13)._replace(discount=-1),
        [6281, -628],
    ),
    "taken_back": (
        {"discount_percent": 20},
        0,
        (-1256, None),
        added(THEN, 13, 13)._replace(discount=-3),
        [-13, 3],
    ),
}


def issue(world: World, company: str, lines: list[Issued]) -> None:
    for place, line in enumerate(lines):
        invoice: Row = {"entity_id": "us", "invoice_no": f"{company}-{place}"}
        dated: dict[str, Value] = {"invoice_date": line.on, "due_date": line.on}
        world.add(
            "issued_invoices",
            **invoice | dated,
            company_id=company,
            currency="USD",
            total_minor=line.amount + line.discount,
            status="void" if line.voided_on else "issued",
            voided_on=line.voided_on,
        )
        world.add(
            "issued_invoice_lines",
            **invoice,
            line_no=1,
            subscription_id=company,
            item_id=company,
            kind=line.kind,
            period_start="2026-01-01",
            period_end="2026-02-01",
            quantity=line.quantity,
            amount_minor=line.amount,
            discount_minor=line.discount,
            discounts_taken=line.taken,
        )


def told_of(world: World) -> None:
    world.product("least", category="usage")
    world.price("least", unit_amount=100, minimum_minor=300)
    world.product("flat", category="usage")
    world.price("flat", charge_model="flat", flat_amount=500)
    for company, (product, units, lines, _) in STORIES.items():
        world.subscribe(company, product, meter="gb", **LIFE)
        if units:
            world.use(company, "2026-01-20T12:00:00Z", str(units))
        issue(world, company, lines)


def discounted(world: World) -> None:
    world.product("gb", category="usage")
    world.price("gb", unit_amount=1)
    for company, (agreed, units, (discount, taken), more, _) in DISCOUNTED.items():
        contract = company if "discount_percent" in agreed else None
        world.subscribe(company, "gb", meter="gb", contract_id=contract, **LIFE)
        dated: dict[str, Value] = {
            "type": "msa",
            "status": "active",
            "starts_on": "2026-01-01",
        }
        if contract:
            named: Row = {"contract_id": company, "company_id": company}
            world.add("contracts", **{**named, **dated, **agreed})
        else:
            world.add("discounts", discount_id=company, company_id=company, **agreed)
        world.use(company, "2026-01-20T12:00:00Z", str(units))
        first = Issued(FIRST, "usage", 6281, 6281, VOIDED, discount, taken)
        issue(world, company, [first, more])


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([told_of, discounted], whole=True)


@pytest.mark.rule("5.5", "5.4")
@pytest.mark.parametrize("company", STORIES)
def test_what_was_added_to_a_voided_charge_does_not_settle_its_period(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = rows(
        con,
        "select amount_minor from marts.invoice_lines "
        f"where source = 'draft' and company_id = '{company}'",
    )

    assert [amount for (amount,) in found] == STORIES[company][-1]


@pytest.mark.rule("5.5", "5.6")
@pytest.mark.parametrize("company", DISCOUNTED)
def test_what_is_charged_again_bears_the_percents_of_a_new_charge(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = rows(
        con,
        "select amount_minor, discount_minor from marts.invoice_lines "
        f"where source = 'draft' and company_id = '{company}'",
    )

    assert [list(row) for row in found] == [DISCOUNTED[company][-1]]


def test_the_checks_hold(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}
