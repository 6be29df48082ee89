"""Every line of the billing stories recomputes from its derivation (semantics 5.9)."""

from collections.abc import Callable
from importlib import import_module

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.derivation_oracle import recompute

pytestmark = pytest.mark.rule("5.9")

TOLD = {
    "test_charge_models": [
        *("tiered", "plain", "clauses", "recurring", "after_a_credit", "overridden")
    ],
    "test_commitments": ["stories"],
    "test_credits": ["stories"],
    "test_discounts": ["stories"],
    "test_invoices": ["work", "family", "taxed", "yen", "discounted"],
    "test_issued_terms": ["stories"],
    "test_metered_aggregations": ["gauges", "ties", "distinct_keys", "corrected"],
    "test_prices": ["stories"],
    "test_recurring_charges": ["stories"],
    "test_usage_and_devices": ["priced", "metered", "late", "watched"],
    "test_usage_percentages": ["stories"],
}


@pytest.mark.parametrize("module", TOLD)
def test_each_line_of_these_stories_is_what_its_steps_come_to(
    module: str,
    told: Callable[..., duckdb.DuckDBPyConnection],
    compiled_models: CompiledModels,
) -> None:
    stories = import_module(f"tests.dbt_project.billing.{module}")
    con = told([getattr(stories, name) for name in TOLD[module]])

    lines = {
        (row[0], row[1]): row[2:]
        for row in con.execute(
            "select invoice_id, line_no, amount_minor, discount_minor, tax_minor "
            "from marts.invoice_lines"
        ).fetchall()
    }
    found = con.execute("select * from marts.invoice_line_derivations")
    names = [column[0] for column in found.description or ()]
    worked = recompute(dict(zip(names, row, strict=True)) for row in found.fetchall())

    assert lines
    assert {line: (worked.get(line), parts) for line, parts in lines.items()} == {
        line: (parts, parts) for line, parts in lines.items()
    }
    check = [t for t in compiled_models.tests if t.name.startswith("derivations_")]
    assert violations(con, check) == {}
