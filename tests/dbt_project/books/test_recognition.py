"""Lines become revenue when they are earned, to the minor unit (semantics 9.4)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import company, credit_note, invoice, line
from tests.support.world import SELLER, Row, bill, rows

PRODUCTS: list[Row] = [
    {"product_id": "seat", "name": "Seat", "category": "recurring"},
    {"product_id": "setup", "name": "Setup", "category": "one_off"},
    {"product_id": "calls", "name": "Calls", "category": "usage"},
]


@pytest.fixture(scope="module")
def earned(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return one line for each way in which revenue is earned."""
    names = ("last_day", "advance", "service", "credited", "cut", "over", "ended")
    with bill(
        tmp_path_factory.mktemp("earned"),
        compiled_models,
        as_of=date(2026, 5, 15),
        entities=[
            SELLER,
            {**SELLER, "entity_id": "shut", "books_closed_through": "2026-04-30"},
        ],
        products=PRODUCTS,
        companies=[*map(company, names), company("closed", entity_id="shut")],
        issued_invoices=[
            invoice("last_day", "D1", "2026-01-31", "2026-02-28", 9000),
            invoice("advance", "A1", "2026-01-01", "2026-01-31", 10000),
            invoice("service", "S1", "2026-03-20", "2026-04-20", 6100),
            invoice("credited", "C1", "2026-01-01", "2026-01-31", 12000),
            invoice("cut", "K1", "2026-03-01", "2026-03-31", 30000),
            invoice("over", "M1", "2026-05-05", "2026-06-05", 18300),
            invoice("ended", "E1", "2026-01-01", "2026-01-31", 9000),
            invoice("ended", "E2", "2026-02-15", "2026-03-15", -4500),
            {
                **invoice("closed", "L1", "2026-05-05", "2026-06-05", 18300),
                "entity_id": "shut",
            },
            {
                **invoice("closed", "L0", "2026-02-05", "2026-03-05", 9000),
                "entity_id": "shut",
            },
        ],
        issued_invoice_lines=[
            # service from the 31st on: 1 + 28 + 31 + 29 days
            line("D1", 9000, "2026-01-31", "2026-04-30"),
            {**line("A1", 10000, "2026-01-01", "2027-01-01"), "discount_minor": 0},
            {**line("S1", 3100, "2026-02-10", "2026-03-15"), "kind": "usage"}
            | {"product_id": "calls"},
            {**line("S1", 3000, "2026-03-02", "2026-03-03"), "kind": "one_off"}
            | {"product_id": "setup"},
            {**line("C1", 15000, "2026-01-01", "2026-04-01"), "discount_minor": -3000},
            line("K1", 30000, "2026-03-01", "2026-06-01"),
            line("M1", 18300, "2026-04-01", "2026-10-01"),
            line("E1", 9000, "2026-01-01", "2026-04-01"),
            {**line("E2", -4500, "2026-02-15", "2026-04-01"), "kind": "credit"},
            {**line("L1", 18300, "2026-04-01", "2026-10-01"), "entity_id": "shut"},
            {**line("L0", 9000, "2026-02-01", "2026-05-01"), "entity_id": "shut"},
        ],
        credit_notes=[
            credit_note("k_one", "K1", "2026-04-10", 12000),
            credit_note("k_two", "K1", "2026-05-02", 15000),
        ],
    ) as con:
        yield con


def schedule(con: duckdb.DuckDBPyConnection, number: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select month(recognised_on), amount_minor from marts.revenue_schedule "
        f"where invoice_id like '%:{number}' order by line_no, recognised_on",
    )


def booked(con: duckdb.DuckDBPyConnection, number: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select booked_on, document_kind, -sum(amount_minor) "
        "from marts.ledger_entries where account_role = 'revenue' "
        f"and (document_id like '%:{number}' or document_id like '%:{number}@%') "
        "group by all order by all",
    )


@pytest.mark.rule("9.4", "trap 46")
def test_trap_46_a_service_from_the_31st_earns_its_one_day_and_every_later_one(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    found = schedule(earned, "D1")

    # 9000 over 89 days: 101.12, 2831.46, 3134.83 and 2932.58, largest remainder
    assert found == [(1, 101), (2, 2831), (3, 3135), (4, 2933)]
    assert sum(int(str(amount)) for _, amount in found) == 9000


@pytest.mark.rule("9.4")
def test_a_year_in_advance_is_earned_by_the_days_of_its_months(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    found = schedule(earned, "A1")

    assert len(found) == 12
    assert found[:3] == [(1, 850), (2, 767), (3, 850)]
    assert sum(int(str(amount)) for _, amount in found) == 10000


@pytest.mark.rule("9.4")
def test_usage_is_earned_when_used_and_a_charge_when_delivered(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    # 19 days of February and 14 of March; the setup on its day
    assert schedule(earned, "S1") == [(2, 1785), (3, 1315), (3, 3000)]


@pytest.mark.rule("9.4")
def test_nothing_is_booked_before_the_invoice_nor_before_the_month_ends(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(earned, "S1") == [
        (date(2026, 3, 20), "invoice", 1785),
        (date(2026, 3, 31), "recognition", 4315),
    ]


@pytest.mark.rule("9.4")
def test_a_schedule_splits_the_amount_less_its_discount(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    assert schedule(earned, "C1") == [(1, 4134), (2, 3733), (3, 4133)]


@pytest.mark.rule("9.4", "6.2")
def test_a_credit_note_cuts_the_latest_deferred_months_and_then_earned_ones(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    # March 10109, April 9782, May 10109: the first note finds April and May deferred,
    # the second what is left of April, booked by then, and part of March
    assert schedule(earned, "K1") == [(3, 10109), (4, 9782), (5, 10109)]
    assert rows(
        earned,
        "select month(recognised_on), credited_minor from marts.revenue_schedule "
        "where invoice_id = 'us:K1' order by 1",
    ) == [(3, 7109), (4, 9782), (5, 10109)]
    assert booked(earned, "K1") == [
        (date(2026, 3, 31), "recognition", 10109),
        (date(2026, 4, 30), "recognition", 7891),
    ]
    assert rows(
        earned,
        "select document_id, account_role, amount_minor from marts.ledger_entries "
        "where document_kind = 'credit_note' and amount_minor > 0 order by all",
    ) == [("us:k_one", "deferred_revenue", 12000), ("us:k_two", "revenue", 15000)]


@pytest.mark.rule("9.4", "4.4")
def test_an_early_end_takes_the_days_after_it_out_of_their_months(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    assert schedule(earned, "E1") == [(1, 3100), (2, 2800), (3, 3100)]
    assert schedule(earned, "E2") == [(2, -1400), (3, -3100)]


@pytest.mark.rule("9.4", "trap 47")
def test_trap_47_months_served_before_the_invoice_are_caught_up_on_its_day(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    assert booked(earned, "M1") == [(date(2026, 5, 5), "invoice", 3000)]
    assert schedule(earned, "M1")[:2] == [(4, 3000), (5, 3100)]


@pytest.mark.rule("9.4", "7.2", "trap 47")
def test_trap_47_closed_months_are_caught_up_on_the_first_open_day(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    first_open = date(2026, 5, 1)

    assert rows(
        earned,
        "select recognised_on, earned_on, booked_on from marts.revenue_schedule "
        "where invoice_id = 'shut:L0' order by 1",
    ) == [
        (date(2026, 2, 1), date(2026, 2, 28), first_open),
        (date(2026, 3, 1), date(2026, 3, 31), first_open),
        (date(2026, 4, 1), date(2026, 4, 30), first_open),
    ]
    assert booked(earned, "L0") == [(first_open, "recognition", 9000)]
    assert rows(
        earned,
        "select count(*) from marts.ledger_entries "
        "where entity_id = 'shut' and booked_on < '2026-05-01'",
    ) == [(0,)]


@pytest.mark.rule("9.4", "7.5")
def test_deferred_revenue_rolls_forward(earned: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        earned,
        "select month(month), opening_minor, invoiced_minor, recognised_minor, "
        "credited_minor, voided_minor, closing_minor "
        "from marts.deferred_revenue_monthly where entity_id = 'us' order by month",
    ) == [
        (1, 0, 40000, 8185, 0, 0, 31815),
        (2, 31815, -4500, 8731, 0, 0, 18584),
        (3, 18584, 36100, 24327, 0, 0, 30357),
        (4, 30357, 0, 11646, 12000, 0, 6711),
        (5, 6711, 18300, 3000, 0, 0, 22011),
    ]


@pytest.mark.slow
@pytest.mark.rule("9.4")
def test_what_was_served_and_stands_on_a_draft_waits_for_its_invoice(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    with bill(
        tmp_path,
        compiled_models,
        as_of=date(2026, 3, 15),
        subscriptions=[
            {
                "subscription_id": "acme",
                "company_id": "acme",
                "started_on": "2026-01-01",
            }
        ],
        subscription_items=[
            {
                "item_id": "acme",
                "subscription_id": "acme",
                "product_id": "seat",
                "quantity": 1,
                "started_on": "2026-01-01",
            }
        ],
    ) as con:
        # three drafts of 100.00; March is served when it is over
        assert rows(
            con,
            "select month(month), accrued_opening_minor, accrued_earned_minor, "
            "accrued_billed_minor, accrued_closing_minor, closing_minor "
            "from marts.deferred_revenue_monthly order by month",
        ) == [
            (1, 0, 10000, 0, 10000, 0),
            (2, 10000, 10000, 0, 20000, 0),
            (3, 20000, 0, 0, 20000, 0),
        ]
        assert violations(con, compiled_models.tests) == {}


@pytest.mark.rule("9.4")
def test_the_waterfall_is_the_invoices_of_a_month_as_they_are_earned(
    earned: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        earned,
        "select month(invoice_month), month(month), scheduled_minor, revenue_minor, "
        "recognised_minor from marts.revenue_waterfall "
        "where entity_id = 'us' and invoice_month >= '2026-03-01' "
        "and month <= '2026-06-01' order by all",
    ) == [
        (3, 3, 16209, 9100, 9100),
        (3, 4, 9782, 0, 0),
        (3, 5, 10109, 0, 0),
        (5, 5, 6100, 6100, 3000),
        (5, 6, 3000, 3000, 0),
    ]


@pytest.mark.slow
@pytest.mark.rule("9.4")
def test_every_invariant_holds_whatever_is_earned(
    earned: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(earned, compiled_models.tests) == {}


@pytest.mark.slow
@pytest.mark.rule("9.4")
def test_a_schedule_that_loses_a_unit_is_noticed(
    earned: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    earned.execute("begin")
    earned.execute(
        "update marts.revenue_schedule set amount_minor = amount_minor - 1 "
        "where invoice_id = 'us:D1' and recognised_on = '2026-04-01'"
    )

    found = violations(earned, compiled_models.tests)

    earned.execute("rollback")
    assert "schedules_sum_to_lines" in found
