"""MRR of any history is the sum of what its active items recur at, computed apart."""

from calendar import monthrange
from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.test_proration import rounded
from tests.dbt_project.growth.recurring_oracle import recurring
from tests.support.generated_worlds import LAST
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_billed import Home, generate, tables_of
from tests.support.world import rows

pytestmark = pytest.mark.slow

PLAIN = Traits(usage=False, events=False, discounts=False, contracts=False, linear=True)


@pytest.mark.rule("9.1", "2.1", "2.3", "trap 34", "trap 39b")
def test_mrr_is_the_sum_of_active_items_at_their_price_per_month(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    tables = tables_of(generate(PLAIN, 200))
    sellers = {row["entity_id"]: str(row["rounding"]) for row in tables["entities"]}
    rounding = {
        str(row["company_id"]): sellers[row["entity_id"]] for row in tables["companies"]
    }

    with Home(tmp_path, compiled_models).bill(tables, LAST) as con:
        found = {
            (month, company, product): amount
            for month, company, product, amount in rows(
                con,
                "select month, company_id, product_id, closing_minor "
                "from marts.mrr_monthly where closing_minor <> 0",
            )
        }

    expected: dict[tuple[date, str, str], int] = {}
    for month in (date(2025, 12, 1), *(date(2026, n, 1) for n in range(1, 7))):
        end = min(month.replace(day=monthrange(month.year, month.month)[1]), LAST)
        for (company, product), exact in recurring(tables, end).items():
            amount = rounded(exact, rounding[company])
            if amount:
                expected[month, company, product] = amount
    assert found == expected
    assert len(found) > 500
