"""Revenue less cost per company, product, contract and department, to the unit."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, credit_note, invoice, line
from tests.support.world import Row, Value, bill, rows

FEBRUARY = ("2026-02-01", "2026-03-01")
JANUARY = ("2026-01-01", "2026-02-01")


def product(name: str, **more: Value) -> Row:
    return {"product_id": name, "name": name, "category": "recurring", **more}


def rate(technician: str, since: str, amount: int, currency: str = "USD") -> Row:
    return {
        "technician_id": technician,
        "effective_from": since,
        "name": technician,
        "cost_rate_minor": amount,
        "currency": currency,
    }


def worked(name: str, company_id: str, day: str, minutes: int, **more: Value) -> Row:
    return {
        "entry_id": name,
        "company_id": company_id,
        "technician_id": "ann",
        "worked_at": f"{day}T17:00:00Z",
        "minutes": minutes,
        **more,
    }


def used(name: str, quantity: int, department: str) -> Row:
    return {
        "event_id": name,
        "source": "meters",
        "company_id": "acme",
        "meter": "gb",
        "occurred_at": "2026-01-10T17:00:00Z",
        "quantity": quantity,
        "department_id": department,
    }


def contract(name: str, company_id: str) -> Row:
    return {
        "contract_id": name,
        "company_id": company_id,
        "type": "standard",
        "starts_on": "2026-01-01",
        "auto_renew": True,
        "status": "active",
        "currency": "USD",
    }


def subscription(name: str, company_id: str, **more: Value) -> Row:
    return {
        "subscription_id": name,
        "company_id": company_id,
        "started_on": "2026-01-01",
        "billed_through": "2026-03-01",
        **more,
    }


RATES = [rate("ann", "2025-01-01", 6000), rate("roman", "2025-01-01", 6000, "RUB")]

# unit costs: a seat 400 of 1000; a gigabyte 0.5 of 50
STORIES: dict[str, list[Row]] = {
    "companies": [company(n) for n in ("acme", "two", "lost", "total", "idle", "soon")],
    "products": [
        product("seat", unit_cost=400, cost_currency="USD", department_id="services"),
        product("storage", category="usage", unit_cost="0.5", cost_currency="USD"),
        product("labor", category="time", department_id="helpdesk"),
        product("cable", category="one_off", unit_cost=10, cost_currency="USD"),
        product("mystery"),
        product("rouble", unit_cost=5, cost_currency="RUB"),
    ],
    "contracts": [contract("k", "acme"), contract("a", "two"), contract("b", "two")],
    "subscriptions": [
        subscription("s", "acme", contract_id="k"),
        subscription("d", "soon", billed_through=None, started_on="2026-02-01"),
    ],
    "subscription_items": [
        {
            "item_id": "d",
            "subscription_id": "d",
            "product_id": "seat",
            "started_on": "2026-02-01",
        }
    ],
    "issued_invoices": [
        invoice("acme", "A1", "2026-01-01", "2026-01-31", 15000),
        invoice("acme", "A2", "2026-02-01", "2026-03-01", 5000),
        invoice("two", "B1", "2026-02-01", "2026-03-01", 101),
        invoice("lost", "C1", "2026-02-01", "2026-03-01", 700),
        invoice("total", "D1", "2026-02-01", "2026-03-01", 700),
        {
            **invoice("total", "D2", "2026-02-01", "2026-03-01", 900),
            "status": "void",
            "voided_on": "2026-02-02",
        },
    ],
    "issued_invoice_lines": [
        {**line("A1", 10000, *JANUARY), "quantity": 10, "unit_amount": 1000}
        | {"subscription_id": "s"},
        {**line("A1", 5000, *JANUARY), "quantity": 100, "unit_amount": 50}
        | {"subscription_id": "s", "product_id": "storage", "kind": "usage"}
        | {"meter": "gb"},
        # half a month of ten seats
        {**line("A2", 5000, *FEBRUARY), "quantity": 10, "unit_amount": 1000}
        | {"subscription_id": "s", "kind": "proration"},
        {**line("B1", 101, *FEBRUARY), "quantity": 3, "unit_amount": None}
        | {"product_id": "cable", "kind": "one_off"},
        {**line("C1", 300, *FEBRUARY), "product_id": "mystery"},
        {**line("C1", 400, *FEBRUARY), "product_id": "rouble"},
        line("D2", 900, *FEBRUARY),
    ],
    "credit_notes": [
        credit_note("a_note", "A2", "2026-02-20", 1000),
        credit_note("d_note", "D1", "2026-02-20", 100),
    ],
    "usage": [used("e1", 20, "north"), used("e2", 10, "south")],
    "technicians": RATES,
    "time_entries": [
        worked("t1", "acme", "2026-01-15", 60, product_id="labor"),
        worked("t2", "acme", "2026-01-20", 30),
        worked("t3", "acme", "2026-02-15", 10, product_id="labor"),
        worked("t4", "lost", "2026-02-15", 60, technician_id="ghost"),
        worked("t5", "lost", "2026-02-15", 60, technician_id="roman"),
        worked("t6", "idle", "2026-02-15", 6),
    ],
}


@pytest.fixture(scope="module")
def profits(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the profits of a few companies, seen on the last of February."""
    folder = tmp_path_factory.mktemp("profits")
    with bill(folder, compiled_models, as_of=date(2026, 2, 28), **STORIES) as con:
        yield con


def cells(con: duckdb.DuckDBPyConnection, where: str, columns: str) -> list[object]:
    return [
        *rows(
            con,
            "select product_id, contract_id, department_id, "
            f"{columns} from marts.profitability_monthly where {where} order by all",
        )
    ]


@pytest.mark.rule("1.4", "9.4")
def test_what_the_documents_name_is_direct(profits: duckdb.DuckDBPyConnection) -> None:
    assert cells(
        profits,
        "company_id = 'acme' and month = '2026-01-01' and product_id <> 'storage'",
        "revenue_direct_minor, unit_cost_direct_minor, time_cost_direct_minor",
    ) == [
        ("labor", "k", "helpdesk", 0, 0, 6000),
        ("seat", "k", "services", 10000, 4000, 0),
    ]


@pytest.mark.rule("1.4")
def test_a_meter_is_allocated_over_the_departments_that_used_it(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    # 20 and 10 of 30: two thirds and one of 5000, and of a cost of 100 x 0.5
    assert cells(
        profits,
        "company_id = 'acme' and product_id = 'storage'",
        "revenue_direct_minor, revenue_allocated_minor, unit_cost_allocated_minor",
    ) == [
        ("storage", "k", "north", 0, 3333, 33),
        ("storage", "k", "south", 0, 1667, 17),
    ]


@pytest.mark.rule("1.4")
def test_time_without_a_product_is_allocated_by_what_was_earned(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    # half an hour of 6000, over 10000, 3333 and 1667 of revenue
    assert cells(
        profits,
        "company_id = 'acme' and time_cost_allocated_minor > 0",
        "time_cost_allocated_minor, cast(worked_minutes as varchar)",
    ) == [
        ("seat", "k", "services", 2000, "20.000000"),
        ("storage", "k", "north", 667, "6.666000"),
        ("storage", "k", "south", 333, "3.334000"),
    ]


@pytest.mark.rule("1.4", "3.10")
def test_a_charge_under_two_contracts_is_shared_between_them(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    assert cells(
        profits, "company_id = 'two'", "revenue_allocated_minor, unit_cost_minor"
    ) == [("cable", "a", None, 51, 15), ("cable", "b", None, 50, 15)]


@pytest.mark.rule("9.4")
def test_a_share_of_a_period_costs_that_share_and_a_note_takes_revenue_alone(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    assert cells(
        profits,
        "company_id = 'acme' and month = '2026-02-01' and product_id = 'seat'",
        "revenue_minor, unit_cost_minor, margin_minor",
    ) == [("seat", "k", "services", 4000, 2000, 2000)]


@pytest.mark.rule("1.6")
def test_what_could_not_be_costed_is_counted_by_its_reason(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        profits,
        "select revenue_minor, unit_cost_minor, time_cost_minor, "
        "without_unit_cost_count, without_cost_rate_count, "
        "without_exchange_rate_count, uncosted_count "
        "from marts.company_profitability_monthly where company_id = 'lost'",
    ) == [(700, 0, 0, 1, 1, 2, 4)]


@pytest.mark.rule("7.4", "9.4")
def test_a_total_without_lines_is_revenue_of_no_product_and_a_void_none(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    assert cells(profits, "company_id = 'total'", "revenue_minor") == [
        (None, None, None, 600)
    ]


def test_time_for_a_company_that_earned_nothing_stays_without_a_product(
    profits: duckdb.DuckDBPyConnection,
) -> None:
    assert cells(
        profits, "company_id = 'idle'", "time_cost_direct_minor, margin_minor"
    ) == [(None, None, None, 600, -600)]


def test_a_draft_is_earned_and_told_apart(profits: duckdb.DuckDBPyConnection) -> None:
    assert cells(
        profits, "company_id = 'soon'", "revenue_minor, revenue_drafted_minor"
    ) == [("seat", None, "services", 10000, 10000)]


@pytest.mark.slow
@pytest.mark.rule("1.4")
def test_every_grain_sums_to_the_same_profit(
    profits: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    totals = rows(
        profits,
        "select grain, sum(revenue_minor), sum(margin_minor), sum(worked_minutes) "
        "from marts.profitability_by_grain group by all",
    )

    assert {grain for grain, *_ in totals} == {
        "company",
        "product",
        "contract",
        "department",
    }
    assert len({tuple(rest) for _, *rest in totals}) == 1
    assert violations(profits, compiled_models.tests) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        (
            "update marts.profitability_monthly set revenue_minor = revenue_minor + 1 "
            "where company_id = 'acme'"
        ),
        (
            "update marts.profitability_monthly set time_cost_minor = 0 "
            "where company_id = 'idle'"
        ),
        "delete from marts.profitability_by_grain where subject_id = 'seat'",
        "update marts.company_profitability_monthly set margin_minor = 0",
        "update marts.revenue_schedule set amount_minor = amount_minor + 1",
        (
            "update marts.ledger_entries set amount_minor = amount_minor + 1 "
            "where account_role = 'revenue' and company_id = 'acme'"
        ),
    ],
)
def test_a_profit_that_does_not_tie_is_noticed(
    change: str, profits: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    tests = [
        test for test in compiled_models.tests if test.name == "profitability_ties"
    ]
    profits.execute("begin")
    profits.execute(change)

    found = violations(profits, tests)

    profits.execute("rollback")
    assert set(found) == {"profitability_ties"}


@pytest.mark.slow
@pytest.mark.rule("trap 65")
def test_a_later_cost_rate_rewrites_no_month_before_it(
    tmp_path: Path,
    compiled_models: CompiledModels,
    profits: duckdb.DuckDBPyConnection,
) -> None:
    raised = {**STORIES, "technicians": [*RATES, rate("ann", "2026-02-01", 7200)]}
    asked = (
        "select * from marts.profitability_monthly where month = '{}' "
        "and company_id = 'acme' order by all"
    )
    january, february = (asked.format(month) for month, _ in (JANUARY, FEBRUARY))

    with bill(tmp_path, compiled_models, as_of=date(2026, 2, 28), **raised) as con:
        assert rows(con, january) == rows(profits, january)
        assert rows(con, february) != rows(profits, february)
        assert cells(
            con,
            "company_id = 'acme' and month = '2026-02-01' and product_id = 'labor'",
            "time_cost_minor",
        ) == [("labor", "k", "helpdesk", 1200)]
