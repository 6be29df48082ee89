"""Kills the real process while it issues and delivers; the restart must heal it."""

import multiprocessing
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.delivery.worker import deliver_due
from app.gateways.stripe_gateway import StripeGateway
from app.store.database import open_store, sqlite_url
from app.store.kill_points import KILL_AT, KILL_POINTS
from app.store.tables.delivery import deliveries
from app.store.tables.invoices import issued_invoices, number_sequences
from app.store.verification import breaches
from tests.app.drafts import FINANCE, draft

pytestmark = pytest.mark.slow

POINTS = [
    "action_in_transaction:issue_invoice",
    "action_before_commit:issue_invoice",
    "action_after_commit:issue_invoice",
    "delivery_leased:stripe.customer",
    "delivery_leased:stripe.invoice",
    "delivery_after_step:customer",
    "delivery_after_step:invoice",
    "delivery_after_step:items:0",
    "delivery_after_step:finalize",
    "delivery_before_record:stripe.invoice",
    "action_before_commit:record_delivery",
    "action_after_commit:record_delivery",
    "delivery_after_record:stripe.customer",
    "delivery_after_record:stripe.invoice",
]

PROCESSES = multiprocessing.get_context("fork")
LEASE = timedelta(seconds=0.2)
KILLS = 6


def issue_and_deliver(folder: Path, url: str, kill_at: str = "") -> None:
    """Do the whole of it under one operation key, as a restarted process would."""
    os.environ[KILL_AT] = kill_at
    shelf = {draft().invoice_id: draft()}
    store = open_store(sqlite_url(folder / "tallyhouse.sqlite"))
    place = Workplace(store, shelf.get, lambda: datetime.now(UTC))
    command = IssueInvoice(draft_id=draft().invoice_id)
    perform(command, actor=FINANCE, op_key="op-1", workplace=place)
    stripe = StripeGateway(address=url)
    deadline = time.monotonic() + 120
    while undelivered(store) and time.monotonic() < deadline:
        deliver_due(place, stripe, worker=f"w{os.getpid()}", hold_for=LEASE)
        time.sleep(0.02)
    store.close()


def undelivered(store) -> int:
    with store.reading() as connection:
        query = select(deliveries).where(deliveries.c.status != "done")
        return len(connection.execute(query).all())


def run(folder: Path, url: str, kill_at: str = "") -> multiprocessing.Process:
    process = PROCESSES.Process(target=issue_and_deliver, args=(folder, url, kill_at))
    process.start()
    return process


def assert_exactly_one(folder: Path, sandbox) -> None:
    store = open_store(sqlite_url(folder / "tallyhouse.sqlite"))
    with store.reading() as connection:
        (invoice,) = connection.execute(select(issued_invoices)).all()
        (sequence,) = connection.execute(select(number_sequences)).all()
        assert breaches(connection) == []
    assert invoice.invoice_no == "ACME-00001"
    assert sequence.last_number == 1
    assert undelivered(store) == 0
    assert sandbox.counts() == {"customer": 1, "invoice": 1, "line_item": 2}
    store.close()


def test_every_kind_of_kill_point_is_tried():
    assert {point.split(":")[0] for point in POINTS} == set(KILL_POINTS)


@pytest.mark.rule("5.3", "trap 61")
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_and_restarted_there_is_one_of_everything(
    tmp_path, sandbox, point
):
    killed = run(tmp_path, sandbox.url, point)
    killed.join()
    assert killed.exitcode == -signal.SIGKILL, "the point was never reached"

    restarted = run(tmp_path, sandbox.url)
    restarted.join()

    assert restarted.exitcode == 0
    assert_exactly_one(tmp_path, sandbox)


@pytest.mark.rule("5.3", "trap 61")
@pytest.mark.parametrize("seed", range(4))
def test_killed_again_and_again_at_random_times_there_is_one_of_everything(
    tmp_path, sandbox, seed
):
    chance = random.Random(seed)
    sandbox.order("slow", path="/v1/", times=1000, seconds=0.05)

    for _ in range(KILLS):
        process = run(tmp_path, sandbox.url)
        process.join(timeout=chance.uniform(0.0, 0.4))
        process.kill()
        process.join()
        if chance.random() < 0.3:
            sandbox.kill()
            sandbox.start()
            sandbox.order("slow", path="/v1/", times=1000, seconds=0.05)
    sandbox.clear()
    last = run(tmp_path, sandbox.url)
    last.join()

    assert last.exitcode == 0
    assert_exactly_one(tmp_path, sandbox)
