"""A draft is issued, reaches Stripe, and is a fact to the next run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.sandbox import SandboxProcess
from tests.support.books import Books

pytestmark = pytest.mark.full_run
DRAFT = "draft:us:acme:USD:2026-02-01"
NUMBER = "INV-00001"


@pytest.fixture
def stripe(tmp_path: Path) -> Iterator[SandboxProcess]:
    """The local stand-in for Stripe, in a process of its own."""
    process = SandboxProcess(tmp_path / "stripe.sqlite").start()
    yield process
    process.kill()


@pytest.mark.rule("5.2", "5.3", "5.5", "5.7", "7.4")
def test_an_issued_invoice_is_booked_aged_and_never_billed_again(
    books: Books, stripe: SandboxProcess
) -> None:
    before = books.ask("select invoice_id, total_minor from marts.invoices order by 1")
    assert {"invoice_id": DRAFT, "total_minor": 30_000} in before

    issued = books.tallyhouse("issue-invoice", DRAFT)
    delivered = books.tallyhouse("deliver", "--stripe-url", stripe.url)
    assert issued.returncode == 0, issued.stderr
    assert NUMBER in issued.stdout
    assert delivered.returncode == 0, delivered.stderr
    assert stripe.counts()["invoice"] == 1

    again = books.run()
    assert again.returncode == 0, again.stdout + again.stderr

    assert books.ask(
        "select invoice_no, source, status, total_minor, paid_minor, balance_minor "
        "from marts.invoices where source = 'issued'"
    ) == [
        {
            "invoice_no": NUMBER,
            "source": "issued",
            "status": "partially_paid",
            "total_minor": 30_000,
            "paid_minor": 100,
            "balance_minor": 29_900,
        }
    ]
    assert books.ask(
        "select account_role, sum(amount_minor)::bigint as minor "
        "from marts.ledger_entries where document_kind = 'invoice' "
        "and document_id = 'us:INV-00001' group by all having minor <> 0 order by 1"
    ) == [
        {"account_role": "deferred_revenue", "minor": -30_000},
        {"account_role": "receivable", "minor": 30_000},
    ]
    assert books.ask("select invoice_no, bucket, amount_minor from marts.ar_aging") == [
        {"invoice_no": NUMBER, "bucket": "1-30", "amount_minor": 29_900}
    ]

    assert books.ask(
        "select tax_reason, is_tax_inclusive from marts.invoice_lines "
        "where source = 'issued'"
    ) == [{"tax_reason": "no_rate", "is_tax_inclusive": False}]

    drafts = books.ask("select invoice_id from marts.invoices where source = 'draft'")
    assert {"invoice_id": DRAFT} not in drafts
    assert len(drafts) == len(before) - 1

    twice = books.tallyhouse("issue-invoice", DRAFT)
    assert twice.returncode != 0
    assert stripe.counts()["invoice"] == 1
