"""Whatever documents come, in whatever order, the books agree with themselves."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from app.preview import CompiledModels, violations
from tests.support.repository import ROOT
from tests.support.world import CUSTOMER, SELLER, Row, bill, rows

COMPANIES = 25
INVARIANTS = {path.stem for path in (ROOT / "dbt_project/tests/books").glob("*.sql")}


def day(random: Random, last: int = 110) -> date:
    return date(2026, 1, 1) + timedelta(days=random.randint(0, last))


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
        "status": (status := random.choice(["issued"] * 6 + ["paid", "void"])),
        "voided_on": day(random) if status == "void" else None,
        "closed_on": day(random) if status == "paid" else None,
    }
    return header, lines


def payment(random: Random, name: str, company: str, numbers: list[str]) -> Row:
    return {
        "payment_id": name,
        "company_id": company,
        "received_at": f"{day(random)}T{random.randint(0, 23):02}:00:00Z",
        "amount_minor": random.randint(1, 6000),
        "currency": random.choice(["USD"] * 8 + ["JPY"]),
        "method": random.choice(["card", "wire", "ach"]),
        "status": random.choice(["succeeded"] * 5 + ["failed", "reversed"]),
        "fee_minor": random.choice([0, 30]),
        "invoice_no": random.choice([None, None, "NOPE", *numbers]),
        "reversed_on": None,
    }


def world(seed: int) -> dict[str, list[Row]]:
    random = Random(seed)
    tables: dict[str, list[Row]] = {
        "entities": [SELLER],
        "companies": [
            {**CUSTOMER, "company_id": f"c{place}"} for place in range(COMPANIES)
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
            if kind == 2:
                named = {"payment_id": f"p{place}-0", "applied_on": day(random)}
                add("applications", []).append({**note, **named})
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
