"""What issued lines that name no discount took, found out by their amounts."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World
from tests.support.world import Value

ALWAYS: dict[str, Value] = {"status": "active", "starts_on": "2026-01-01"}
# beside a tenth off once: the contracts of a company, and what came off 1000 for work
WORK: dict[str, tuple[list[dict[str, Value]], int]] = {
    "work_by_contract": ([{"discount_percent": 20}], -200),
    "work_by_equal_contracts": ([{"discount_percent": 10}] * 2, -190),
    "work_beside_contract": ([{"discount_percent": 20}], -280),
    "work_after_contract": (
        [{"discount_percent": 20, "ends_on": "2026-02-15"}],
        -200,
    ),
}


def work_under_contracts(world: World) -> None:
    """February's work was issued before January, whose seat bears no contract."""
    for company, (contracts, taken) in WORK.items():
        world.subscribe(company, started_on="2026-01-01")
        world.add(
            "discounts",
            discount_id=f"{company}-once",
            company_id=company,
            kind="percent",
            value=10,
            duration="once",
            starts_on="2026-01-01",
        )
        for number, agreed in enumerate(contracts):
            ids = {"contract_id": f"{company}-{number}", "company_id": company}
            world.add("contracts", type="standard", **ids | ALWAYS | agreed)
        world.issue(
            *(company, "2026-02-15"),
            kind="time",
            subscription_id=None,
            item_id=None,
            source_id=f"{company}-work",
            amount_minor=1000,
            discount_minor=taken,
        )


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([work_under_contracts])


# by draft in order of months, each line 10000
EXPECTED: dict[str, list[int]] = {
    # the contracts explain it, so January is the first
    "work_by_contract": [-1000, 0, 0],
    "work_by_equal_contracts": [-1000, 0, 0],
    "work_beside_contract": [0, 0, 0],
    "work_after_contract": [0, 0, 0],
}


@pytest.mark.rule("5.2", "5.6")
@pytest.mark.rule("3.10", case="work_by_contract")
@pytest.mark.parametrize("company", EXPECTED)
def test_what_an_issued_line_took_is_found_by_its_amount(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select lines.discount_minor from marts.invoice_lines as lines "
        "inner join intermediate.int_invoices_united as invoices using (invoice_id) "
        "where lines.source = 'draft' and lines.company_id = ? order by invoice_date",
        [company],
    ).fetchall()

    assert [taken for (taken,) in found] == EXPECTED[company]
