"""What an imported line leaves out is what its item or its source row says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value, rows

pytestmark = pytest.mark.slow

JANUARY = {"period_start": "2026-01-01", "period_end": "2026-02-01"}
FEBRUARY = {"period_start": "2026-02-01", "period_end": "2026-03-01"}
WORK: dict[str, Value] = {"subscription_id": None, "item_id": None, "kind": None}
FIRST, AS_OF = "2026-02-01", date(2026, 2, 2)
AGAIN = ("nothing_is_charged_twice", "nothing_is_drafted_that_was_issued")


def items(world: World) -> None:
    """Months of items, whose lines do not say what sort of charge they are."""
    for company in ("months", "ended", "minus", "dateless"):
        quantity = -1 if company == "minus" else 1
        world.subscribe(company, started_on="2026-01-01", quantity=quantity)
        for month in (JANUARY, FEBRUARY):
            world.issue(
                *(company, str(month["period_start"])),
                kind=None,
                amount_minor=10000 * quantity,
                **({} if company == "dateless" else month),
            )
    world.issue("ended", "2026-02-02", kind=None, amount_minor=-10000, **FEBRUARY)
    world.product("gb", category="usage")
    world.price("gb", unit_amount="100")
    # the rest of what was charged first was given back
    for company, used in (("usage", "10"), ("refunded", "6")):
        world.subscribe(company, "gb", meter="gb", started_on="2026-01-01")
        world.use(company, "2026-01-20T12:00:00Z", used)
        world.issue(company, FIRST, kind=None, amount_minor=1000, **JANUARY)
    world.issue("refunded", "2026-02-02", kind=None, amount_minor=-400, **JANUARY)


def work(world: World) -> None:
    """An hour and a cable of one id, each issued, and one of each that is not."""
    world.product("labour", category="time")
    world.price("labour", unit_amount="10000")
    world.product("cable", category="one_off")
    world.price("cable", unit_amount="700")
    world.company("worked")
    for entry in ("7", "8"):
        world.add(
            "time_entries",
            entry_id=entry,
            company_id="worked",
            technician_id="tess",
            worked_at="2026-01-10T15:00:00Z",
            minutes=60,
            billable=True,
            product_id="labour",
        )
        world.add(
            "one_off_charges",
            charge_id=entry,
            company_id="worked",
            product_id="cable",
            charged_on="2026-01-10",
            quantity=1,
        )
    world.issue(
        *("worked", "2026-01-11"),
        **(WORK | {"source_id": "7", "product_id": "cable"}),
        amount_minor=700,
    )
    world.issue(
        *("worked", "2026-01-12"),
        **(WORK | {"source_id": "8", "product_id": "labour"}),
        amount_minor=10000,
    )
    world.issue(
        "worked", "2026-01-13", **(WORK | {"source_id": "none"}), amount_minor=1
    )


def contract(world: World, company: str, line: dict[str, Value]) -> None:
    """A month of a seat under a contract for 150.00 a month, and one more line."""
    world.subscribe(company, started_on="2026-01-01", contract_id=company)
    world.add(
        "contracts",
        contract_id=company,
        company_id=company,
        type="msa",
        starts_on="2026-01-01",
        currency="USD",
        status="active",
        commitment_interval="month",
        committed_minor=15000,
    )
    world.issue(company, "2026-01-01", **({"amount_minor": 10000} | JANUARY | line))


def contracts(world: World) -> None:
    contract(world, "unsubscribed", {"subscription_id": None})
    contract(world, "made up", {})
    world.issue(
        *("made up", FIRST),
        **(WORK | JANUARY | {"source_id": "made up", "product_id": None}),
        amount_minor=5000,
    )


def family(world: World) -> None:
    """What a child bought, on its parent's imported invoices."""
    world.company("parent")
    world.company("child", parent_company_id="parent", bill_to_parent=True)
    world.subscribe("child", started_on="2026-01-01", ended_on=FIRST)
    world.add(
        "one_off_charges",
        charge_id="child's",
        company_id="child",
        product_id="cable",
        charged_on="2026-01-10",
        quantity=1,
    )
    for number, line in enumerate(
        (
            {"item_id": "child", "kind": "recurring", **JANUARY},
            {"source_id": "child's", "kind": "one_off", "product_id": "cable"},
            {"source_id": "child's", "kind": "recurring"},
        )
    ):
        world.issue("parent", f"2026-01-{20 + number}", **WORK | line, amount_minor=700)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([items, work, contracts, family], as_of=AS_OF)


@pytest.mark.rule("5.5", "5.4")
@pytest.mark.parametrize(
    ("company", "kinds"),
    [
        ("months", ["recurring", "recurring"]),
        ("minus", ["recurring", "recurring"]),
        ("ended", ["recurring", "recurring", "credit"]),
        ("usage", ["usage"]),
        ("refunded", ["usage", "prior_period_adjustment"]),
        ("worked", ["one_off", "time", None]),
        ("made up", ["recurring", "minimum_true_up"]),
        ("dateless", [None, None]),
    ],
)
def test_a_line_without_a_kind_is_what_it_names(
    con: duckdb.DuckDBPyConnection, company: str, kinds: list[str | None]
) -> None:
    found = con.execute(
        "select kind from marts.invoice_lines where source = 'issued' "
        "and company_id = ? order by invoice_id, line_no",
        [company],
    ).fetchall()

    assert [kind for (kind,) in found] == kinds


@pytest.mark.rule("5.5", "5.4")
@pytest.mark.parametrize(
    ("company", "drafts"),
    [
        ("months", []),
        ("minus", []),
        ("usage", []),
        ("refunded", []),
        (
            "worked",
            [
                ("02-01", "time", "01-10/01-11", 10000),
                ("02-01", "one_off", "01-10/01-11", 700),
            ],
        ),
    ],
)
def test_what_a_line_without_a_kind_names_is_billed(
    con: duckdb.DuckDBPyConnection,
    company: str,
    drafts: list[tuple[object, ...]],
) -> None:
    assert lines_of(con, company) == drafts


@pytest.mark.rule("5.5")
def test_a_line_that_names_no_period_is_a_finding(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select subject_id from marts.findings "
        "where kind = 'issued_line_unplaced' order by 1",
    )

    assert found == [
        ("us:dateless-2026-01-01#1",),
        ("us:dateless-2026-02-01#1",),
    ]


@pytest.mark.rule("3.10", "5.5")
def test_a_line_that_names_its_item_alone_counts_for_its_contract(
    con: duckdb.DuckDBPyConnection,
) -> None:
    true_up = ("02-01", "minimum_true_up", "01-01/02-01", 5000)

    assert lines_of(con, "unsubscribed")[-1] == true_up
    assert true_up not in lines_of(con, "made up")


@pytest.mark.rule("5.8")
def test_a_line_on_a_parent_s_invoice_is_the_child_s_whose_charge_it_names(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        con,
        "select company_id, kind from marts.invoice_lines "
        "where starts_with(invoice_id, 'us:parent') order by invoice_id",
    )

    assert found == [
        ("child", "recurring"),
        ("child", "one_off"),
        # an id of something else
        ("parent", "recurring"),
    ]


@pytest.mark.rule("5.5")
def test_nothing_that_a_line_without_a_kind_names_is_charged_again(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    tests = [one for one in compiled_models.tests if Path(one.name).stem in AGAIN]

    assert len(tests) == len(AGAIN)
    assert violations(con, tests) == {}
