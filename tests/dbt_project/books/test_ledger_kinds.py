"""What each kind of document books, one after the other (semantics 7.4)."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.books.documents import (
    application,
    company,
    credit_note,
    dispute,
    invoice,
    line,
    payment,
    refund,
    reimbursement,
    wallet_entry,
    write_off,
)
from tests.support.world import Row, bill, rows

pytestmark = pytest.mark.rule("7.4")

JANUARY, LATER = "2026-01-10", "2026-02-10"


def owed(name: str, number: str, total: int, **more: str) -> Row:
    return {**invoice(name, number, JANUARY, LATER, total), **more}


def closed(name: str, status: str) -> Row:
    column = "voided_on" if status == "void" else "closed_on"
    return owed(name, name, 100, **{"status": status, column: LATER})


COMPANIES = (
    *("issued", "negative", "credit", "paid", "over", "wire", "ach", "fee"),
    *("refunded", "returned", "noted", "note_over", "void", "given_up", "walleted"),
    *("paid_status", "lost_status", "corrected", "disputed", "reversed", "note_paid"),
)

WORLD: dict[str, list[Row]] = {
    "companies": [company(name) for name in COMPANIES],
    "issued_invoices": [
        invoice("issued", "issued", "2026-01-15", LATER, 131),
        owed("negative", "negative", -100),
        owed("credit", "credit", -100),
        invoice("credit", "later", "2026-01-20", LATER, 130),
        *(
            owed(name, name, 100)
            for name in (
                *("paid", "over", "wire", "ach", "fee", "refunded", "noted"),
                *("note_over", "given_up", "disputed", "reversed", "note_paid"),
            )
        ),
        closed("paid_status", "paid"),
        closed("lost_status", "uncollectible"),
        closed("corrected", "paid"),
        closed("void", "void"),
        owed("walleted", "walleted", 70),
    ],
    "issued_invoice_lines": [
        line("issued", 124, "2026-01-01", "2026-03-03", tax=7),
        line("void", 90, "2026-01-01", "2026-02-01", tax=10),
        line("noted", 62, "2026-01-01", "2026-03-04", tax=38),
    ],
    "payments": [
        payment("paid", "paid", "2026-01-20", 60),
        payment("over", "over", "2026-01-20", 130),
        payment("wire", "wire", "2026-01-20", 100, method="wire"),
        payment("ach", "ach", "2026-01-20", 100, method="ach"),
        payment("fee", "fee", "2026-01-20", 100, fee_minor=3),
        payment("refunded", "refunded", "2026-01-20", 130),
        payment("returned", "returned", "2026-01-20", 40),
        payment("corrected", "corrected", "2026-02-20", 40, invoice_no="corrected"),
        payment("won", "disputed", "2026-01-20", 60),
        payment("lost", "disputed", "2026-01-20", 40),
        payment("note_paid", "note_paid", "2026-01-20", 100),
        payment(
            "reversed",
            "reversed",
            "2026-01-20",
            130,
            status="reversed",
            reversed_on="2026-02-01",
        ),
        payment(
            "by_wallet",
            "walleted",
            "2026-01-21",
            20,
            method="wallet",
            reference="spent",
        ),
    ],
    "refunds": [
        refund("refunded", "refunded", "2026-02-01", 80),
        {
            **refund("note_paid", "note_paid", "2026-02-15", 30),
            "credit_note_no": "note_paid",
        },
    ],
    "credit_notes": [
        credit_note("noted", "noted", "2026-02-01", 50),
        credit_note("note_over", "note_over", "2026-02-01", 100),
        credit_note("note_paid", "note_paid", "2026-02-01", 30),
    ],
    "write_offs": [write_off("given_up", "given_up", "2026-03-01", 100)],
    "applications": [
        application("paid", "paid", "2026-01-20", 50),
        application("paid", "paid", "2026-01-25", -20),
    ],
    "wallet_entries": [
        wallet_entry("topped", "walleted", "top_up", "2026-01-15", 100),
        wallet_entry("given", "walleted", "promotional", "2026-01-16", 30),
        wallet_entry("spent", "walleted", "charge", "2026-01-22", 20, "walleted"),
        wallet_entry("more", "walleted", "charge", "2026-01-23", 60, "walleted"),
        wallet_entry("expired", "walleted", "expiry", "2026-02-01", 10),
        wallet_entry("back", "walleted", "refund", "2026-02-02", 5),
        wallet_entry(
            "undone", "walleted", "reversal", "2026-02-03", 60, reference="more"
        ),
    ],
    "disputes": [
        {
            **dispute("won", "won", "2026-02-01", 60, 15),
            "status": "won",
            "closed_on": "2026-03-01",
            "returned_fee_minor": 5,
        },
        {
            **dispute("lost", "lost", "2026-02-01", 40, 15),
            "status": "lost",
            "closed_on": "2026-03-01",
        },
    ],
    "payouts": [
        {
            "payout_id": "po",
            "entity_id": "us",
            "paid_on": "2026-02-01",
            "amount_minor": 200,
            "currency": "USD",
        }
    ],
    "reimbursements": [
        reimbursement("trip", "us", "2026-02-01", 500, paid_on="2026-02-20")
    ],
}


@pytest.fixture(scope="module")
def kinds(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return one small document of each kind."""
    folder = tmp_path_factory.mktemp("kinds")
    with bill(folder, compiled_models, as_of=date(2026, 3, 31), **WORLD) as con:
        yield con


def booked(con: duckdb.DuckDBPyConnection, kind: str, document: str) -> dict[str, int]:
    """Return the balance a transaction gives each role; the sum is always zero."""
    listed = rows(
        con,
        "select account_role, sum(amount_minor)::bigint from marts.ledger_entries "
        f"where transaction_id = '{kind}:{document}:1' group by account_role",
    )
    found = {str(role): int(str(amount)) for role, amount in listed}
    assert sum(found.values()) == 0
    return found


POSTINGS: list[tuple[str, str, dict[str, int]]] = [
    # of 61 days 31 are in January, whose end is not over on the 15th: all deferred
    (
        "invoice",
        "us:issued",
        {"receivable": 131, "tax_payable": -7, "deferred_revenue": -124},
    ),
    ("recognition", "us:issued@2026-01", {"deferred_revenue": 63, "revenue": -63}),
    ("invoice", "us:negative", {"customer_credit": -100, "revenue": 100}),
    ("payment", "over", {"clearing": 130, "receivable": -100, "customer_credit": -30}),
    ("payment", "wire", {"bank": 100, "receivable": -100}),
    ("payment", "ach", {"clearing": 100, "receivable": -100}),
    ("payment_fee", "fee", {"fees": 3, "clearing": -3}),
    ("payout", "po", {"bank": 200, "clearing": -200}),
    # the rest of 30 first, then the application: the invoice is open again
    ("refund", "refunded", {"customer_credit": 30, "receivable": 50, "clearing": -80}),
    (
        "reversal",
        "reversed",
        {"customer_credit": 30, "receivable": 100, "clearing": -130},
    ),
    # a note of 50 on 62 net and 38 tax: 31 and 19, January's part was earned by then
    (
        "credit_note",
        "us:noted",
        {"deferred_revenue": 31, "tax_payable": 19, "receivable": -50},
    ),
    ("credit_note", "us:note_over", {"revenue": 100, "receivable": -100}),
    ("credit_note", "us:note_paid", {"revenue": 30, "customer_credit": -30}),
    ("refund", "note_paid", {"customer_credit": 30, "clearing": -30}),
    ("write_off", "given_up", {"bad_debt": 100, "receivable": -100}),
    ("settlement", "us:paid_status", {"clearing": 100, "receivable": -100}),
    ("settlement", "us:lost_status", {"bad_debt": 100, "receivable": -100}),
    ("wallet_top_up", "topped", {"clearing": 100, "wallet_liability": -100}),
    ("wallet_promotional", "given", {"expense": 30, "wallet_liability": -30}),
    ("payment", "by_wallet", {"wallet_liability": 20, "receivable": -20}),
    ("wallet_charge", "spent", {}),
    (
        "wallet_charge",
        "more",
        {"wallet_liability": 60, "receivable": -50, "customer_credit": -10},
    ),
    ("wallet_expiry", "expired", {"wallet_liability": 10, "expense": -10}),
    ("wallet_refund", "back", {"wallet_liability": 5, "clearing": -5}),
    (
        "wallet_reversal",
        "undone",
        {"receivable": 50, "customer_credit": 10, "wallet_liability": -60},
    ),
    ("dispute_opened", "won", {"dispute_receivable": 60, "clearing": -60}),
    ("dispute_fee", "won", {"fees": 15, "clearing": -15}),
    ("dispute_won", "won", {"clearing": 60, "dispute_receivable": -60}),
    ("dispute_fee_returned", "won", {"clearing": 5, "fees": -5}),
    ("dispute_lost", "lost", {"dispute_loss": 40, "dispute_receivable": -40}),
    ("reimbursement_approved", "trip", {"expense": 500, "payable": -500}),
    ("reimbursement_paid", "trip", {"payable": 500, "bank": -500}),
]


@pytest.mark.parametrize(
    ("kind", "document", "expected"),
    POSTINGS,
    ids=[f"{kind}-{document}" for kind, document, _ in POSTINGS],
)
def test_a_document_books_what_its_kind_says(
    kinds: duckdb.DuckDBPyConnection,
    kind: str,
    document: str,
    expected: dict[str, int],
) -> None:
    assert booked(kinds, kind, document) == expected


def test_a_void_is_the_issue_the_other_way_round(
    kinds: duckdb.DuckDBPyConnection,
) -> None:
    issued = booked(kinds, "invoice", "us:void")
    recognised = booked(kinds, "recognition", "us:void@2026-01")
    voided = booked(kinds, "void", "us:void")

    for role in {*issued, *recognised}:
        assert issued.get(role, 0) + recognised.get(role, 0) == -voided.get(role, 0)


def test_credit_that_came_first_pays_the_next_invoice(
    kinds: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        kinds,
        "select account_role, amount_minor from marts.ledger_entries "
        "where document_kind = 'credit_application' and company_id = 'credit' "
        "order by all",
    ) == [("customer_credit", 100), ("receivable", -100)]


def test_an_application_that_is_taken_back_is_credit_again(
    kinds: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        kinds,
        "select account_role, sum(amount_minor) from marts.ledger_entries "
        "where company_id = 'paid' group by all order by all",
    ) == [
        ("clearing", 60),
        ("customer_credit", -30),
        ("receivable", 70),
        ("revenue", -100),
    ]


def test_a_row_that_comes_after_a_status_replaces_what_the_status_settled(
    kinds: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        kinds,
        "select document_kind, account_role, amount_minor from marts.ledger_entries "
        "where company_id = 'corrected' and document_kind <> 'invoice' "
        "and account_role = 'clearing' order by all",
    ) == [
        ("payment", "clearing", 40),
        ("settlement", "clearing", 100),
        ("settlement_adjustment", "clearing", -40),
    ]


def test_the_same_document_is_always_the_same_transaction(
    kinds: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        kinds,
        "select count(*) from marts.ledger_entries "
        "where transaction_id <> document_kind || ':' || document_id || ':1'",
    ) == [(0,)]


@pytest.mark.slow
def test_no_kind_goes_without_a_test(
    kinds: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    told = {kind for kind, _, _ in POSTINGS} | {
        *("void", "credit_application", "settlement_adjustment", "fx_realised")
    }
    found = rows(kinds, "select distinct document_kind from marts.ledger_entries")

    assert {str(kind) for (kind,) in found} <= told
    assert violations(kinds, compiled_models.tests) == {}
