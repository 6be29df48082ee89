"""Whatever documents come, in whatever order, the books agree with themselves."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.repository import ROOT
from tests.support.world import CUSTOMER, SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

COMPANIES = 25
HALF = 0.5
CLOSED = ["paid", "void", "uncollectible"]
INVARIANTS = {path.stem for path in (ROOT / "dbt_project/tests/books").glob("*.sql")}


def day(random: Random, last: int = 110) -> date:
    return date(2026, 1, 1) + timedelta(days=random.randint(0, last))


def maybe_day(random: Random) -> date | None:
    return random.choice([day(random), None])


def invoice(random: Random, number: str, company: str) -> tuple[Row, list[Row]]:
    dated = day(random, 80)
    lines: list[Row] = [
        {
            "entity_id": "us",
            "invoice_no": number,
            "line_no": place,
            "product_id": "seat",
            "kind": "recurring",
            "period_start": (starts := dated + timedelta(days=random.randint(-60, 60))),
            "period_end": starts + timedelta(days=random.randint(0, 120)),
            "quantity": 1,
            "unit_amount": (amount := random.randint(-300, 5000)),
            "amount_minor": amount,
            "tax_minor": random.randint(0, 200),
        }
        for place in range(1, random.randint(1, 4))
    ]
    stated = sum(
        int(str(row["amount_minor"])) + int(str(row["tax_minor"])) for row in lines
    )
    header: Row = {
        "entity_id": "us",
        "invoice_no": number,
        "company_id": company,
        "invoice_date": dated,
        "due_date": dated + timedelta(days=random.randint(-5, 45)),
        "currency": "USD",
        "total_minor": stated if lines else random.randint(1, 5000),
        "status": (status := random.choice(["issued"] * 9 + CLOSED)),
        "voided_on": maybe_day(random) if status == "void" else None,
        "closed_on": maybe_day(random) if status != "void" else None,
    }
    return header, lines


def payment(random: Random, name: str, company: str, numbers: list[str]) -> Row:
    return {
        "payment_id": name,
        "company_id": company,
        "received_at": f"{day(random)}T{random.randint(0, 23):02}:00:00Z",
        "amount_minor": random.randint(1, 6000),
        "currency": random.choice(["USD"] * 8 + ["JPY"]),
        "method": random.choice(["card", "wire", "ach", "wallet"]),
        "reference": f"w{company}-{random.randint(0, 4)}",
        "status": random.choice(["succeeded"] * 5 + ["failed", "reversed"]),
        "fee_minor": random.choice([0, 30]),
        "invoice_no": random.choice([None, None, "NOPE", *numbers]),
        "reversed_on": None,
    }


def wallet_entry(random: Random, name: str, company: str, numbers: list[str]) -> Row:
    return {
        "entry_id": name,
        "company_id": company,
        "currency": "USD",
        "kind": random.choice(
            ["top_up", "charge", "charge", "promotional", "expiry", "reversal"]
        ),
        "amount_minor": random.randint(1, 3000),
        "booked_at": f"{day(random)}T{random.randint(0, 23):02}:00:00Z",
        "invoice_no": random.choice([None, "NOPE", *numbers]),
        "reference": f"w{company}-{random.randint(0, 4)}",
    }


def world(seed: int) -> dict[str, list[Row]]:
    random = Random(seed)
    tables: dict[str, list[Row]] = {
        "entities": [SELLER],
        "companies": [
            {
                **CUSTOMER,
                "company_id": f"c{place}",
                "parent_company_id": "c0" if place % 5 == 1 else None,
            }
            for place in range(COMPANIES)
        ],
    }
    add = tables.setdefault
    for place in range(COMPANIES):
        numbers = [f"{place}-{number}" for number in range(random.randint(1, 5))]
        for number in numbers:
            header, lines = invoice(random, number, f"c{place}")
            add("issued_invoices", []).append(header)
            add("issued_invoice_lines", []).extend(lines)
            note: Row = {
                "entity_id": "us",
                "invoice_no": number,
                "amount_minor": random.randint(1, 3000),
            }
            kind = random.randint(0, 5)
            if kind == 0:
                named = {"credit_note_no": f"n{number}", "issued_on": day(random)}
                add("credit_notes", []).append({**note, **named})
            if kind == 1:
                named = {"write_off_id": f"w{number}", "written_off_on": day(random)}
                add("write_offs", []).append({**note, **named})
                if random.random() < HALF:
                    applied = {
                        "credit_note_no": f"n{number}",
                        "applied_on": day(random),
                    }
                    other = {"invoice_no": random.choice(numbers)}
                    add("applications", []).append({**note, **applied, **other})
            if kind in {2, 3, 4}:
                paid = f"p{random.choice([place, place, 0])}-0"
                named = {"payment_id": paid, "applied_on": day(random)}
                add("applications", []).append({**note, **named})
                taken = {**note, **named, "amount_minor": -random.randint(1, 500)}
                add("applications", []).append({**taken, "applied_on": day(random)})
        for number in range(random.randint(0, 5)):
            add("wallet_entries", []).append(
                wallet_entry(random, f"wc{place}-{number}", f"c{place}", numbers)
            )
        for number in range(random.randint(0, 6)):
            name = f"p{place}-{number}"
            add("payments", []).append(payment(random, name, f"c{place}", numbers))
            if random.random() < 0.4:
                refund: Row = {
                    "refund_id": f"r{name}",
                    "payment_id": name,
                    "refunded_at": f"{day(random)}T12:00:00Z",
                    "amount_minor": random.randint(1, 5000),
                }
                add("refunds", []).append(refund)
            if random.random() < HALF / 2:
                dispute: Row = {
                    "dispute_id": f"d{name}",
                    "payment_id": name,
                    "opened_on": (opened := day(random)),
                    "amount_minor": random.randint(1, 5000),
                    "fee_minor": 15,
                    "status": random.choice(["open", "won", "lost"]),
                    "closed_on": random.choice([None, opened + timedelta(days=9)]),
                }
                add("disputes", []).append(dispute)
    return tables


@pytest.mark.parametrize("seed", [1, 2])
def test_the_books_of_a_random_world_agree(
    seed: int, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    tests = [
        test for test in compiled_models.tests if Path(test.name).stem in INVARIANTS
    ]

    as_of = date(2026, 3, 31)
    with bill(tmp_path, compiled_models, as_of=as_of, **world(seed)) as con:
        assert violations(con, tests) == {}
        assert rows(con, "select count(*) > 300 from marts.ledger_entries") == [(True,)]


@pytest.mark.rule("7.5", "8.2", "trap 40")
@pytest.mark.parametrize("seed", [4, 9])
def test_the_aging_of_any_day_is_the_control_accounts_of_that_day(
    seed: int, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    models = compiled_models.needed_for(
        ["intermediate.int_receivables_aged", "marts.ledger_entries"]
    )
    random = Random(seed)
    days = sorted({day(random, 89) for _ in range(12)})
    # an aging that somebody kept makes its day one that is aged again
    kept: list[Row] = [
        {"snapshot_date": on, "client_id": "c1", "total_outstanding": 1} for on in days
    ]
    tables = {**world(seed), "ar_aging": kept}

    with bill(tmp_path, models, as_of=date(2026, 3, 31), **tables) as con:
        for on in days:
            assert _aged(con, on) == _controlled(con, on)
        assert any(("USD", "customer_credit") in _aged(con, on) for on in days)


@pytest.mark.rule("9.4")
@pytest.mark.parametrize("seed", [5, 6])
def test_the_schedules_of_any_lines_sum_to_them_and_never_turn_their_sign(
    seed: int, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    models = compiled_models.needed_for(["marts.revenue_schedule"])
    tables = world(seed)
    amounts: dict[tuple[object, object], int] = {
        (f"us:{row['invoice_no']}", row["line_no"]): int(str(row["amount_minor"]))
        for row in tables["issued_invoice_lines"]
    }

    with bill(tmp_path, models, as_of=date(2026, 3, 31), **tables) as con:
        found = rows(
            con,
            "select invoice_id, line_no, sum(amount_minor), "
            "min(amount_minor), max(amount_minor) "
            "from marts.revenue_schedule group by all",
        )

    assert len(found) > COMPANIES
    for invoice_id, line_no, whole, least, most in found:
        assert amounts[invoice_id, line_no] == whole
        assert int(str(least)) * int(str(most)) >= 0


@pytest.mark.parametrize("seed", [3, 8])
def test_a_later_day_adds_to_the_ledger_and_rewrites_no_row(
    seed: int, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    models = compiled_models.needed_for(["marts.ledger_entries"])
    tables = world(seed)
    days = (date(2026, 1, 25), date(2026, 2, 20), date(2026, 3, 31))

    ledgers = [
        _ledger(tmp_path / str(as_of), models, as_of, tables, until=days[:2])
        for as_of in days
    ]

    assert ledgers[0][days[0]] == ledgers[1][days[0]] == ledgers[2][days[0]]
    assert ledgers[1][days[1]] == ledgers[2][days[1]]
    assert ledgers[0][days[0]]


def _ledger(
    folder: Path,
    compiled: CompiledModels,
    as_of: date,
    tables: dict[str, list[Row]],
    *,
    until: tuple[date, ...],
) -> dict[date, list[tuple[object, ...]]]:
    """Return the entries booked up to each day, as a run of as_of has them."""
    with bill(folder, compiled, as_of=as_of, **tables) as con:
        return {
            last: rows(
                con,
                "select * from marts.ledger_entries "
                f"where booked_on <= '{last}' order by all",
            )
            for last in until
        }


def _aged(con: duckdb.DuckDBPyConnection, on: date) -> dict[tuple[str, str], int]:
    """Return what the aging of a day owes, by currency and control account."""
    return _balances(
        con,
        "select currency, if(invoice_no is null, 'customer_credit', 'receivable'), "
        "sum(amount_minor) from intermediate.int_receivables_aged "
        f"where aged_on = '{on}' group by all",
    )


def _controlled(con: duckdb.DuckDBPyConnection, on: date) -> dict[tuple[str, str], int]:
    """Return the control accounts at the end of a day, those of nothing left out."""
    return _balances(
        con,
        "select currency, account_role, sum(amount_minor) from marts.ledger_entries "
        "where account_role in ('receivable', 'customer_credit') "
        f"and booked_on <= '{on}' group by all having sum(amount_minor) <> 0",
    )


def _balances(con: duckdb.DuckDBPyConnection, sql: str) -> dict[tuple[str, str], int]:
    return {
        (str(currency), str(control)): int(str(amount))
        for currency, control, amount in rows(con, sql)
    }
