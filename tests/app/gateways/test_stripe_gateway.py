"""A real HTTP conversation between the gateway and the sandbox, faults included."""

import threading

import pytest

from app.gateways.failures import GiveUpError, TryAgainError
from app.gateways.sending import Sending
from app.gateways.stripe_gateway import StripeGateway

pytestmark = pytest.mark.slow

CUSTOMER = {"name": "Quay Dental", "email": None, "metadata": {"op_key": "op-1"}}


def payload(count: int = 2, **changes) -> dict:
    lines = [{"description": f"Line {n}", "amount": 100 + n} for n in range(count)]
    values = {
        "customer": None,
        "number": "ACME-00001",
        "currency": "usd",
        "invoice_date": "2026-03-01",
        "days_until_due": 30,
        "total": sum(line["amount"] for line in lines),
        "lines": lines,
        "metadata": {"op_key": "op-1", "invoice_id": "acme:ACME-00001"},
    }
    return values | changes


def issue(sandbox, *, look_first=False, gateway=None, **more) -> str:
    gateway = gateway or sandbox.gateway()
    sending = Sending(op_key="op-1", look_first=look_first)
    customer = gateway.create_customer(CUSTOMER, sending=sending)
    return gateway.issue_invoice(payload(**more), customer=customer, sending=sending)


def test_an_invoice_is_made_filled_and_finalized_once(sandbox):
    first = issue(sandbox, count=230)
    again = issue(sandbox, count=230)

    assert first == again
    assert sandbox.counts() == {"customer": 1, "invoice": 1, "line_item": 230}


@pytest.mark.parametrize("path", ["/customers", "/invoices", "add_lines", "finalize"])
@pytest.mark.parametrize(
    "fault",
    ["rate_limit", "error_before", "error_after", "drop_before", "drop_after"],
)
def test_one_fault_on_any_call_leaves_one_of_everything(sandbox, fault, path):
    sandbox.order(fault, path=path)

    issue(sandbox)

    assert sandbox.counts() == {"customer": 1, "invoice": 1, "line_item": 2}


def test_too_many_requests_are_answered_with_longer_and_longer_pauses(sandbox):
    sandbox.order("rate_limit", path="/customers", times=3)

    issue(sandbox)

    assert sandbox.pauses == [0.5, 1.0, 2.0]


def test_a_stripe_that_stays_busy_is_tried_again_later(sandbox):
    sandbox.order("rate_limit", path="finalize", times=20)

    with pytest.raises(TryAgainError):
        issue(sandbox)


def test_a_refused_invoice_is_given_up(sandbox):
    with pytest.raises(GiveUpError, match="unknown parameter"):
        issue(sandbox, lines=[{"amount": 1, "colour": "red"}], total=1)


@pytest.mark.rule("trap 32")
def test_other_totals_at_stripe_are_given_up_for_a_person_to_see(sandbox):
    with pytest.raises(GiveUpError, match="over 201, we issued ACME-00001 over 999"):
        issue(sandbox, total=999)


def test_an_operation_whose_keys_stripe_forgot_is_found_by_its_metadata(sandbox):
    first = issue(sandbox)

    assert issue(sandbox, look_first=True) == first
    assert sandbox.counts()["invoice"] == 1


def test_two_workers_on_one_operation_at_once_make_one_of_everything(sandbox):
    sandbox.order("slow", path="/v1/invoices", times=2, seconds=0.2)
    ends: list[str] = []
    patient = StripeGateway(address=sandbox.url)
    workers = [
        threading.Thread(target=lambda: ends.append(issue(sandbox, gateway=patient)))
        for _ in range(2)
    ]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(set(ends)) == 1
    assert sandbox.counts() == {"customer": 1, "invoice": 1, "line_item": 2}


def test_the_sandbox_keeps_its_books_when_it_is_killed(sandbox):
    first = issue(sandbox)

    sandbox.kill()
    sandbox.start()

    assert issue(sandbox) == first
    assert sandbox.counts() == {"customer": 1, "invoice": 1, "line_item": 2}
