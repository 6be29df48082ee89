"""Every line of the billing stories recomputes from its derivation (semantics 5.9)."""

from importlib import import_module
from pathlib import Path

import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import AS_OF, World
from tests.support.derivation_oracle import recompute
from tests.support.generated_worlds_billed import merged
from tests.support.world import REQUIRED, SELLER, Row, bill

pytestmark = pytest.mark.rule("5.9")

TOLD = {
    "test_charge_models": [
        *("tiered", "plain", "clauses", "recurring", "after_a_credit", "overridden")
    ],
    "test_commitments": ["stories"],
    "test_credits": ["stories"],
    "test_discounts": ["stories"],
    "test_invoices": ["work", "family", "taxed", "yen", "discounted"],
    "test_issued_terms": ["stories", "reopened"],
    "test_issued_terms_replaced": ["stories"],
    "test_minimums_changed": ["stories"],
    "test_metered_aggregations": ["gauges", "ties", "distinct_keys", "corrected"],
    "test_prices": ["stories"],
    "test_proration": ["products", "clauses"],
    "test_recurring_charges": ["stories"],
    "test_trials_of_usage": ["rated", "moved"],
    "test_usage_and_devices": ["priced", "metered", "late", "watched"],
    "test_usage_percentages": ["stories"],
}


def told(module: str) -> dict[str, list[Row]]:
    """The stories of a module, its name before every id so that no other one meets."""
    world = World()
    world.tables["entities"].append(SELLER)
    world.tables["products"].extend(REQUIRED["products"])
    world.tables["prices"].extend(REQUIRED["prices"])
    stories = import_module(f"tests.dbt_project.billing.{module}")
    for name in TOLD[module]:
        getattr(stories, name)(world)
    return {
        table: [
            {
                column: f"{module} {value}" if value and _is_name(column) else value
                for column, value in row.items()
            }
            for row in found
        ]
        for table, found in world.tables.items()
    }


def _is_name(column: str) -> bool:
    return (
        column.endswith(("_id", "_no")) and column != "line_no"
    ) or column == "meter"


@pytest.mark.slow
def test_each_line_of_the_stories_is_what_its_steps_come_to(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    tables = merged(*map(told, TOLD))
    con = bill(tmp_path, compiled_models, as_of=AS_OF, **tables)

    lines = {
        (row[0], row[1]): row[2:]
        for row in con.execute(
            "select invoice_id, line_no, amount_minor, discount_minor, tax_minor "
            "from marts.invoice_lines"
        ).fetchall()
    }
    found = con.execute("select * from marts.invoice_line_derivations")
    names = [column[0] for column in found.description or ()]
    steps = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    worked = recompute(steps)

    assert {module for module in TOLD for line in lines if module in line[0]} == {*TOLD}
    assert {line: (worked.get(line), parts) for line, parts in lines.items()} == {
        line: (parts, parts) for line, parts in lines.items()
    }
    assert {s["change_minor"] for s in steps if s["step"] == "trial"} == {0}
    check = [t for t in compiled_models.tests if t.name.startswith("derivations_")]
    assert violations(con, check) == {}
