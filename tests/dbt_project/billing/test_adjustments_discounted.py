"""Late usage bears the discount of its period, however small that period was."""

from datetime import date

import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World
from tests.support.issuing import issue_drafts
from tests.support.world import Value, bill, rows

pytestmark = pytest.mark.slow

MARCH_1, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)
IN_FEBRUARY, IN_MARCH = "2026-02-10T12:00:00Z", "2026-03-10T12:00:00Z"
TENTH: dict[str, Value] = {"kind": "percent", "value": 10, "duration": "forever"}
ONCE: dict[str, Value] = {"duration": "once"}

# units of February at 1 a unit known when it is issued, what is agreed, units told
# late, and the discount of these
STORIES: dict[str, tuple[int, list[dict[str, Value]], int, int]] = {
    "nothing": (0, [TENTH], 1000, -100),
    "nothing_by_contract": (0, [], 1000, -200),
    "nothing_twice": (0, [TENTH, TENTH | {"value": "12.5"}], 1000, -213),
    "nothing_of_all": (0, [TENTH | {"value": 100}], 1000, -1000),
    "rounded_to_nothing": (4, [TENTH], 1000, -100),
    "rounded_to_more": (5, [TENTH], 1000, -100),
    "rounded_twice": (5, [TENTH, TENTH], 1000, -190),
    # less than the charge: in the proportion that was given
    "smaller": (15, [TENTH], 10, -1),
    "larger": (1000, [TENTH], 2000, -200),
    # a fixed amount is no percent
    "amount": (1000, [TENTH | {"kind": "amount", "value": 500}], 2000, -1000),
    "amount_of_nothing": (0, [TENTH | {"kind": "amount", "value": 500}], 2000, 0),
    "since_march": (0, [TENTH | {"starts_on": "2026-03-02"}], 1000, 0),
    "other_product": (0, [TENTH | {"product_id": "other"}], 1000, 0),
}
# whether one that ends was taken, a line without a discount does not say
ONCE_SAID = {"once": (0, [TENTH | ONCE], 1000, -100)}
ONCE_UNSAID = {"once": (0, [TENTH | ONCE], 1000, 0)}


def known(stories: dict[str, tuple[int, list[dict[str, Value]], int, int]]) -> World:
    """February's usage of each company."""
    world = World()
    world.product("gb", category="usage")
    world.product("other", category="usage")
    world.price("gb", unit_amount="1")
    for company, (units, agreed, _, _) in stories.items():
        contract = company if company.endswith("contract") else None
        world.subscribe(
            company, "gb", meter="gb", started_on="2026-02-01", contract_id=contract
        )
        world.use(company, IN_FEBRUARY, str(units))
        for place, discount in enumerate(agreed):
            world.add(
                "discounts",
                **{
                    "discount_id": f"{company}-{place}",
                    "company_id": company,
                    "starts_on": "2026-01-01",
                }
                | discount,
            )
    world.add(
        "contracts",
        contract_id="nothing_by_contract",
        company_id="nothing_by_contract",
        type="standard",
        starts_on="2026-01-01",
        discount_percent=20,
        status="active",
    )
    return world


@pytest.mark.rule("5.4", "5.6")
@pytest.mark.parametrize(
    ("says_discounts", "stories"),
    [(True, STORIES | ONCE_SAID), (False, STORIES | ONCE_UNSAID)],
    ids=["said", "found_out"],
)
def test_late_usage_bears_the_percents_of_the_charge_it_changes(
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
    says_discounts: bool,
    stories: dict[str, tuple[int, list[dict[str, Value]], int, int]],
) -> None:
    def run(world: World, as_of: date, **issued):
        folder = tmp_path_factory.mktemp("world")
        return bill(folder, compiled_models, as_of=as_of, **world.tables, **issued)

    issued = issue_drafts(run(known(stories), MARCH_1), says_discounts=says_discounts)
    world = known(stories)
    for company, (_, _, late, _) in stories.items():
        world.use(company, IN_FEBRUARY, str(late), received_at=IN_MARCH)
    con = run(world, APRIL_1, **issued)
    found = rows(
        con,
        "select company_id, amount_minor, discount_minor from marts.invoice_lines "
        "where kind = 'prior_period_adjustment' and source = 'draft'",
    )
    assert {row[0]: row[1:] for row in found} == {
        company: (late, discount) for company, (_, _, late, discount) in stories.items()
    }
    assert violations(con, compiled_models.tests) == {}
