from datetime import timedelta

import pytest

from app.actions.delivery.resend_delivery import ResendDelivery
from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.delivery.worker import ATTEMPTS_PER_ROUND, deliver_due
from app.domain.actors import operator
from app.domain.refusals import WrongStateError
from app.gateways.sending import Sending
from app.store.database import open_store, sqlite_url
from app.store.outbox import lease_next
from app.store.verification import breaches
from app.views.delivery.deliveries import DELIVERIES, DeliveriesFilter
from app.views.kit import look
from tests.app.drafts import FINANCE, draft, line

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path):
    store = open_store(sqlite_url(tmp_path / "tallyhouse.sqlite"))
    yield store
    store.close()


@pytest.fixture
def issued(workplace, shelf):
    shelf.put(draft())
    command = IssueInvoice(draft_id=draft().invoice_id)
    perform(command, actor=FINANCE, op_key="op-1", workplace=workplace)
    return workplace


def seen(workplace, **wanted):
    asked = DeliveriesFilter(**wanted)
    return look(DELIVERIES, asked, actor=operator(), store=workplace.store)


def test_an_issued_invoice_reaches_stripe_with_its_customer_before_it(issued, sandbox):
    stripe = sandbox.gateway()

    report = deliver_due(issued, stripe, worker="w")

    assert (report.done, report.retry, report.dead) == (2, 0, 0)
    at_stripe = stripe._client.v1.invoices.list().data[0]
    assert (at_stripe.number, at_stripe.total, at_stripe.status) == (
        "ACME-00001",
        9720,
        "open",
    )
    assert at_stripe.metadata["invoice_id"] == "acme:ACME-00001"
    assert at_stripe.customer_name == "Harbour Dental"
    assert [each.external_id for each in seen(issued)] == [
        at_stripe.customer,
        at_stripe.id,
    ]
    with issued.store.reading() as connection:
        assert breaches(connection) == []


def test_delivering_again_does_nothing(issued, sandbox):
    stripe = sandbox.gateway()
    deliver_due(issued, stripe, worker="w")

    assert deliver_due(issued, stripe, worker="w").done == 0
    assert sandbox.counts()["invoice"] == 1


def test_a_leased_line_is_nobody_elses_until_the_lease_ends(issued, clock):
    def lease():
        with issued.store.writing() as connection:
            got = lease_next(
                connection,
                worker="w",
                now=clock(),
                hold_for=timedelta(minutes=15),
            )
            connection.commit()
        return got

    first = lease()
    assert first.line.kind == "stripe.customer"
    assert lease() is None

    clock.forward(minutes=16)
    second = lease()

    assert second.line.outbox_key == first.line.outbox_key
    assert second.attempt == 2
    assert second.first_sent_at == first.first_sent_at


def test_a_stripe_out_of_reach_is_tried_again_later_and_longer_apart(
    issued, sandbox, clock
):
    stripe = sandbox.gateway()
    sandbox.kill()

    assert deliver_due(issued, stripe, worker="w").retry == 1
    assert deliver_due(issued, stripe, worker="w").retry == 0

    clock.forward(seconds=3)
    sandbox.start()
    assert deliver_due(issued, stripe, worker="w").done == 2


def test_after_the_last_attempt_a_line_is_dead_and_shown_with_its_reason(
    issued, sandbox, clock
):
    stripe = sandbox.gateway()
    sandbox.order("error_before", path="/v1/customers", times=1000)

    for _ in range(ATTEMPTS_PER_ROUND + 3):
        deliver_due(issued, stripe, worker="w")
        clock.forward(hours=2)

    (dead,) = seen(issued, status="dead")
    assert dead.attempts == ATTEMPTS_PER_ROUND
    assert "Something went wrong" in dead.last_error
    (waiting,) = seen(issued, status="pending")
    assert waiting.waits_for_status == "dead"


def test_a_dead_line_that_a_person_sends_again_goes_on_from_where_it_stopped(
    issued, sandbox, clock
):
    stripe = sandbox.gateway()
    sandbox.order("error_before", path="/finalize", times=1000)
    for _ in range(ATTEMPTS_PER_ROUND + 1):
        deliver_due(issued, stripe, worker="w")
        clock.forward(hours=2)
    (dead,) = seen(issued, status="dead")
    sandbox.clear()
    command = ResendDelivery(outbox_key=dead.outbox_key, reason="Stripe is back")

    perform(command, actor=FINANCE, op_key="again", workplace=issued)
    with pytest.raises(WrongStateError, match="is pending, not dead"):
        perform(command, actor=FINANCE, op_key="and-again", workplace=issued)

    assert deliver_due(issued, stripe, worker="w").done == 1
    assert sandbox.counts() == {"customer": 1, "invoice": 1, "line_item": 2}


def test_a_worker_that_dies_on_every_attempt_stops_being_tried(issued, sandbox, clock):
    for _ in range(ATTEMPTS_PER_ROUND):
        with issued.store.writing() as connection:
            lease_next(
                connection, worker="w", now=clock(), hold_for=timedelta(minutes=1)
            )
            connection.commit()
        clock.forward(minutes=2)

    assert deliver_due(issued, sandbox.gateway(), worker="w").dead == 1
    assert sandbox.counts()["customer"] == 0


def test_a_line_sent_a_day_ago_is_looked_up_before_it_is_sent_again(
    issued, sandbox, clock
):
    sandbox.gateway().create_customer(
        {"name": "Harbour Dental", "metadata": {"op_key": "op-1"}},
        sending=Sending(op_key="a key that Stripe forgot"),
    )
    with issued.store.writing() as connection:
        lease_next(connection, worker="w", now=clock(), hold_for=timedelta(hours=1))
        connection.commit()
    clock.forward(hours=21)

    assert deliver_due(issued, sandbox.gateway(), worker="w").done == 2
    assert sandbox.counts()["customer"] == 1


def test_a_credit_larger_than_its_charges_is_delivered_as_negative(
    workplace, shelf, sandbox
):
    credit = line(1, kind="credit", amount_minor=-500, discount_minor=0, tax_minor=-40)
    shelf.put(draft(lines=[credit]))
    command = IssueInvoice(draft_id=draft().invoice_id)
    perform(command, actor=FINANCE, op_key="op-1", workplace=workplace)
    stripe = sandbox.gateway()

    assert deliver_due(workplace, stripe, worker="w").done == 2
    assert stripe._client.v1.invoices.list().data[0].total == -540
