"""One world of small stories about money, a company each, billed once per session."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.books.documents import (
    company,
    credit_note,
    invoice,
    line,
    payment,
)
from tests.support.world import SELLER, Row, bill

AS_OF = date(2026, 3, 31)
EDGES = {
    "E0": "2026-03-31",
    "E1": "2026-03-30",
    "E30": "2026-03-01",
    "E31": "2026-02-28",
    "E60": "2026-01-30",
    "E61": "2026-01-29",
    "E90": "2025-12-31",
    "E91": "2025-12-30",
    "E120": "2025-12-01",
    "E121": "2025-11-30",
    "EF": "2026-05-01",
}

STORIES: Mapping[str, list[Row]] = {
    "entities": [
        SELLER,
        {**SELLER, "entity_id": "old", "books_closed_through": "2026-02-28"},
    ],
    "companies": [
        *(
            company(name)
            for name in (
                *("oldest", "refunded", "reversed", "imported", "voided", "noted"),
                *("overpaid", "edges", "deferred", "parent", "stated", "given_up"),
                *("zoned", "capped", "disputed"),
            )
        ),
        company("child", parent_company_id="parent"),
        company("closed_books", entity_id="old"),
    ],
    "issued_invoices": [
        invoice("oldest", "A1", "2026-01-01", "2026-03-01", 10000),
        invoice("oldest", "A2", "2026-02-10", "2026-02-20", 10000),
        invoice("refunded", "B1", "2026-01-01", "2026-01-31", 30000),
        invoice("reversed", "C1", "2026-01-01", "2026-01-31", 10000),
        {
            **invoice("imported", "D1", "2026-01-01", "2026-01-31", 50000),
            "status": "paid",
            "closed_on": "2026-02-05",
        },
        {
            **invoice("imported", "D2", "2026-01-01", "2026-01-31", 700),
            "status": "uncollectible",
        },
        {
            **invoice("voided", "F1", "2026-01-05", "2026-02-05", 40000),
            "status": "void",
            "voided_on": "2026-01-20",
        },
        invoice("voided", "F2", "2026-02-01", "2026-03-01", 10000),
        invoice("noted", "G1", "2026-01-01", "2026-01-31", 24166),
        invoice("overpaid", "H1", "2026-01-01", "2026-01-31", 10000),
        *(
            invoice("edges", number, "2025-11-01", due, 1)
            for number, due in EDGES.items()
        ),
        invoice("deferred", "J1", "2026-01-31", "2026-02-28", 27000),
        invoice("deferred", "J2", "2026-03-10", "2026-04-09", 18100),
        invoice("parent", "K1", "2026-01-01", "2026-01-31", 5000),
        invoice("stated", "L1", "2026-01-01", "2026-01-31", 6000),
        invoice("stated", "L2", "2026-01-01", "2026-01-15", 6000),
        invoice("given_up", "M1", "2026-01-01", "2026-01-31", 9000),
        invoice("zoned", "N1", "2026-03-01", "2026-03-15", 2000),
        {
            **invoice("closed_books", "O1", "2026-02-01", "2026-03-03", 8000),
            "entity_id": "old",
        },
        invoice("capped", "P1", "2026-01-01", "2026-01-31", 24166),
        invoice("disputed", "Q1", "2026-01-01", "2026-01-31", 3000),
    ],
    "issued_invoice_lines": [
        line("G1", 19333, "2026-01-01", "2026-02-01", tax=4833),
        line("J1", 27000, "2026-01-31", "2026-04-30"),
        line("J2", 18100, "2026-01-01", "2026-07-01"),
    ],
    "payments": [
        payment("a", "oldest", "2026-02-01", 15000),
        payment("b", "refunded", "2026-01-20", 30000, fee_minor=900),
        payment("b_failed", "refunded", "2026-01-21", 30000, status="failed"),
        payment("b_pending", "refunded", "2026-03-30", 30000, status="pending"),
        payment(
            "c",
            "reversed",
            "2026-01-20",
            6000,
            status="reversed",
            reversed_on="2026-02-10",
        ),
        payment(
            "c_later",
            "reversed",
            "2026-03-01",
            4000,
            status="reversed",
            reversed_on="2026-04-02",
        ),
        payment("d", "imported", "2026-03-03", 6000, invoice_no="D1"),
        payment("f", "voided", "2026-01-10", 3000, invoice_no="F1"),
        payment("g", "noted", "2026-01-20", 24166),
        payment("h", "overpaid", "2026-01-20", 10050, method="wire"),
        payment(
            "h_euro", "overpaid", "2026-01-21", 99, currency="EUR", invoice_no="H1"
        ),
        payment("k", "child", "2026-01-20", 5000, invoice_no="K1"),
        payment("l", "stated", "2026-01-20", 6000),
        payment("n", "zoned", "2026-04-01T03:30:00Z", 500),
        payment("n_later", "zoned", "2026-04-01T04:30:00Z", 500),
        payment("o", "closed_books", "2026-02-20", 8000),
        payment("q", "disputed", "2026-01-20", 3000),
    ],
    "applications": [
        {
            "payment_id": "l",
            "entity_id": "us",
            "invoice_no": "L1",
            "applied_on": "2026-01-20",
            "amount_minor": 4000,
        },
        {
            "payment_id": "l",
            "entity_id": "us",
            "invoice_no": "L1",
            "applied_on": "2026-01-25",
            "amount_minor": -1000,
        },
    ],
    "refunds": [
        {
            "refund_id": "b_back",
            "payment_id": "b",
            "refunded_at": "2026-02-10T17:00:00Z",
            "amount_minor": 20000,
        },
        {
            "refund_id": "b_too_much",
            "payment_id": "b",
            "refunded_at": "2026-04-10T17:00:00Z",
            "amount_minor": 20000,
        },
    ],
    "credit_notes": [
        credit_note("g_note", "G1", "2026-02-10", 24166),
        credit_note("p_one", "P1", "2026-02-10", 20000),
        credit_note("p_two", "P1", "2026-02-11", 10000),
        credit_note("j_note", "J1", "2026-03-15", 10000),
    ],
    "write_offs": [
        {
            "write_off_id": "m",
            "entity_id": "us",
            "invoice_no": "M1",
            "written_off_on": "2026-03-20",
            "amount_minor": 9000,
        }
    ],
    "disputes": [
        {
            "dispute_id": "q_lost",
            "payment_id": "q",
            "opened_on": "2026-02-10",
            "amount_minor": 3000,
            "fee_minor": 150,
            "status": "lost",
            "closed_on": "2026-03-10",
        }
    ],
    "payouts": [
        {
            "payout_id": "po_1",
            "entity_id": "us",
            "paid_on": "2026-02-02",
            "amount_minor": 12000,
            "currency": "USD",
        }
    ],
    "ar_aging": [
        {
            "snapshot_date": "2026-03-31",
            "client_id": client,
            "invoice_no": number,
            "total_outstanding": amount,
            bucket: amount,
        }
        for client, number, amount, bucket in (
            ("oldest", "A2", "50.00", "days_31_60"),
            ("refunded", "B1", "150.00", "days_31_60"),
            ("reversed", "C1", "60.00", "days_0_30"),
            ("oldest", "ZZ", "1.00", "days_0_30"),
        )
    ],
}


@pytest.fixture(scope="session")
def stories(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the warehouse of all stories as of 31 March 2026."""
    folder: Path = tmp_path_factory.mktemp("stories")
    with bill(folder, compiled_models, as_of=AS_OF, **STORIES) as con:
        yield con


@pytest.fixture(scope="session")
def stories_in_february(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the same documents, asked as of 28 February 2026."""
    folder: Path = tmp_path_factory.mktemp("february")
    with bill(folder, compiled_models, as_of=date(2026, 2, 28), **STORIES) as con:
        yield con
