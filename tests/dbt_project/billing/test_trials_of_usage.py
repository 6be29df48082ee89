"""Metered periods of a trial, and trials moved after these were issued (4.5, 5.4)."""

from collections.abc import Callable

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

pytestmark = pytest.mark.slow

USED = {"started_on": "2026-01-01", "meter": "gb"}
COUNTED = {"started_on": "2026-01-01", "device_class": "workstation"}
TRIAL = {"trial_ends_on": "2026-03-01"}
ADJUSTED = "prior_period_adjustment"
JANUARY = {"period_start": "2026-01-01", "period_end": "2026-02-01"}


def priced(world: World) -> None:
    world.product("flat", category="usage")
    world.price("flat", charge_model="flat", flat_amount="1000")
    world.product("bounded", category="usage")
    world.price(
        "bounded",
        charge_model="flat",
        flat_amount="1000",
        minimum_minor=3100,
        cap_minor=620,
    )
    for model in ("graduated", "volume"):
        world.product(model, category="usage")
        world.price(model, charge_model=model)
        bounds = {"price_id": model, "unit_amount": 5}
        world.add("price_brackets", up_to=10, flat_amount=50, **bounds)
        world.add("price_brackets", up_to=None, **bounds)
    world.product("fees", category="usage")
    world.price("fees", charge_model="percentage", percent=1, fixed_amount=30)
    world.product("devices", category="rmm_monitoring")
    world.price("devices", charge_model="flat", flat_amount="1000")


def rated(world: World) -> None:
    priced(world)
    for name in ("flat", "graduated", "volume", "bounded"):
        world.subscribe(name, name, **USED | TRIAL)
        world.use(name, "2026-01-20T12:00:00Z", "3")
    for policy in ("peak", "average", "period_end"):
        world.subscribe(policy, "devices", device_policy=policy, **COUNTED | TRIAL)
        world.count(policy, "2026-01-20T12:00:00Z", 3)
    # one rated day is enough for a flat amount; bounds are for a day of 28
    for name in ("flat", "bounded"):
        world.subscribe(f"{name} a day", name, trial_ends_on="2026-02-28", **USED)


def issue(
    world: World,
    name: str,
    amount: int,
    rule: str,
    on: str = "2026-02-01",
    **more: Value,
) -> None:
    """Issue January to the company of that name as it was drafted."""
    sold = {"kind": "usage", "product_id": "flat", "price_id": "flat", "quantity": 0}
    line = {"amount_minor": amount, "price_rule": rule or None}
    world.issue(name, on, **sold | JANUARY | line | more)


def moved(world: World) -> None:
    def told(name: str, trial_ends_on: str | None, product: str = "flat") -> None:
        world.subscribe(name, product, trial_ends_on=trial_ends_on, **USED)

    told("settled", "2026-03-01")
    issue(world, "settled", 0, "trial:list:flat")
    told("cut short", "2026-01-15")
    issue(world, "cut short", 0, "trial:list:flat")
    told("cut short with usage", "2026-01-15", "graduated")
    world.use("cut short with usage", "2026-01-14T12:00:00Z", "4")
    world.use("cut short with usage", "2026-01-15T12:00:00Z", "3")
    issue(world, "cut short with usage", 0, "trial:list:graduated")
    told("cut short with bounds", "2026-01-15", "bounded")
    issue(world, "cut short with bounds", 0, "trial:list:bounded")
    told("cut short later", "2026-02-15")
    issue(world, "cut short later", 0, "trial:list:flat")
    told("called off", None)
    issue(world, "called off", 0, "trial:list:flat")
    told("given", "2026-03-01")
    issue(world, "given", 1000, "list:flat")
    told("imported", "2026-03-01")
    issue(world, "imported", 1000, "")
    for name, ends in (("charged since", None), ("given again", "2026-03-01")):
        told(name, ends)
        issue(world, name, 0, "trial:list:flat")
        issue(world, name, 1000, "list:flat", on="2026-02-02", kind=ADJUSTED)
    # an end told late, before the trial or after its days
    for name, ended in (("ended", "2026-01-01"), ("ended later", "2026-03-01")):
        world.subscribe(name, "flat", ended_on=ended, **USED | TRIAL)
        issue(world, name, 0, "trial:list:flat")


def moved_inside(world: World) -> None:
    """January was issued with a trial that ended inside it, or with none."""
    on_day_16 = "after_trial:2026-01-16:list:"
    for name, trial_ends_on, amount, rule in (
        ("bounds as issued", "2026-01-16", 1234, on_day_16),
        ("bounds called off", None, 1600, on_day_16),
        ("bounds cut away", "2026-01-01", 1600, on_day_16),
        ("bounds moved", "2026-01-02", 1600, on_day_16),
        ("bounds given", "2026-01-16", 3100, "list:"),
        ("bounds imported", None, 1234, ""),
    ):
        world.subscribe(name, "bounded", trial_ends_on=trial_ends_on, **USED)
        issue(world, name, amount, rule and f"{rule}bounded")
    for name, trial_ends_on, amount, rule in (
        ("fees as issued", "2026-01-16", 31, on_day_16),
        ("fees called off", None, 30, on_day_16),
        ("fees moved", "2026-01-05", 30, on_day_16),
        ("fees given", "2026-01-16", 60, "list:"),
        ("fees imported", "2026-01-16", 61, ""),
    ):
        world.subscribe(name, "fees", trial_ends_on=trial_ends_on, **USED)
        issue(world, name, amount, rule and f"{rule}fees")
        for day in ("2026-01-10", "2026-01-25"):
            world.use(name, f"{day}T12:00:00Z", "0")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([rated, moved, moved_inside], whole=True)


FREE = [
    ("02-01", "usage", "01-01/02-01", 0),
    ("03-01", "usage", "02-01/03-01", 0),
]
RATED = {
    **dict.fromkeys(("flat", "graduated", "volume", "bounded"), FREE),
    **dict.fromkeys(("peak", "average", "period_end"), FREE),
    "flat a day": [FREE[0], ("03-01", "usage", "02-01/03-01", 1000)],
    "bounded a day": [
        FREE[0],
        ("03-01", "usage", "02-01/03-01", 22),
        ("03-01", "minimum_true_up", "02-01/03-01", 89),
    ],
}


@pytest.mark.rule("4.5", "3.2", "3.3")
@pytest.mark.rule("3.6", case="peak")
@pytest.mark.parametrize("company", RATED)
def test_a_period_of_trial_days_alone_is_a_line_of_zero(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == RATED[company]


def again(amount: int, february: int = 1000) -> list[tuple[object, ...]]:
    """February as it is drafted, and what January is adjusted by."""
    adjusted = [("03-01", ADJUSTED, "01-01/02-01", amount)]
    return [
        ("03-01", "usage", "02-01/03-01", february),
        *(adjusted if amount else []),
    ]


MOVED = {
    "settled": again(0, 0),
    "cut short": again(1000),
    "cut short with usage": again(65, 50),
    # 17 of 31 days: capped at 340, made up to 1700
    "cut short with bounds": [
        *again(1700, 620)[:1],
        ("03-01", ADJUSTED, "01-01/02-01", 1700),
        ("03-01", "minimum_true_up", "02-01/03-01", 2480),
    ],
    "cut short later": again(0),
    "called off": again(1000),
    "given": again(-1000, 0),
    "imported": again(-1000, 0),
    "charged since": again(0),
    "given again": again(-1000, 0),
    "ended": [],
    "ended later": again(0, 0),
}
# by how much the half of a January that was rated is another by now
MOVED_INSIDE = {
    "bounds as issued": [],
    "bounds called off": [1500],
    "bounds cut away": [1500],
    "bounds moved": [1400],
    "bounds given": [-1500],
    "bounds imported": [],
    "fees as issued": [],
    "fees called off": [30],
    "fees moved": [30],
    "fees given": [-30],
    "fees imported": [],
}


@pytest.mark.rule("4.5", "5.4")
@pytest.mark.rule("5.5", case="settled")
@pytest.mark.parametrize("company", MOVED)
def test_a_trial_moved_after_its_period_was_issued_is_settled_by_adjustment(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == MOVED[company]


@pytest.mark.rule("4.5", "3.3", "3.4", "5.4")
@pytest.mark.parametrize("company", MOVED_INSIDE)
def test_a_trial_that_ended_inside_an_issued_period_is_known_when_it_moves(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = lines_of(con, company)

    assert [line[-1] for line in found if line[1] == ADJUSTED] == MOVED_INSIDE[company]


@pytest.mark.rule("5.9")
@pytest.mark.parametrize(
    ("company", "steps"),
    [
        ("flat", [("trial:list:flat", ["price", "quantity", "trial"])]),
        (
            "given",
            [
                ("list:flat", ["price", "quantity", "trial", "less_issued", "adjusts"]),
                ("trial:list:flat", ["price", "quantity", "trial"]),
            ],
        ),
        (
            "cut short",
            [
                (
                    "after_trial:2026-01-15:list:flat",
                    ["price", "quantity", "flat", "rounded", "less_issued", "adjusts"],
                ),
                ("list:flat", ["price", "quantity", "flat", "rounded"]),
            ],
        ),
    ],
)
def test_a_line_says_which_of_its_days_are_those_of_a_trial(
    con: duckdb.DuckDBPyConnection, company: str, steps: list[tuple[object, ...]]
) -> None:
    found = con.execute(
        """
        select lines.price_rule, list(why.step order by why.step_no) as steps
        from marts.invoice_lines as lines
        inner join marts.invoice_line_derivations as why using (invoice_id, line_no)
        inner join marts.invoices as invoices using (invoice_id)
        where lines.company_id = ? and lines.source = 'draft' and why.part = 'amount'
        and invoices.invoice_date = '2026-03-01'
        group by lines.line_no, lines.price_rule order by all
        """,
        [company],
    ).fetchall()

    assert found == steps


@pytest.mark.rule("4.5", "5.9")
def test_the_checks_hold(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(con, compiled_models.tests) == {}
