import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.actions.workplace import Workplace
from app.domain.refusals import ConflictError
from app.store.database import open_store
from app.store.tables.invoices import claims, issued_invoices
from app.store.verification import breaches
from tests.app.drafts import FINANCE, draft

pytestmark = pytest.mark.slow


def issue_all_at_once(workplace, asks: list[tuple[str, str]]) -> list:
    """Issue drafts from as many threads as there are asks, all released together."""
    gate = threading.Barrier(len(asks))

    def ask(pair: tuple[str, str]):
        gate.wait()
        command = IssueInvoice(draft_id=pair[0])
        try:
            return perform(command, actor=FINANCE, op_key=pair[1], workplace=workplace)
        except ConflictError as refusal:
            return refusal

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(ask, asks))


@pytest.mark.rule("5.3", "trap 60")
def test_drafts_issued_at_once_get_every_number_without_a_gap(workplace, shelf):
    shelf.put(*(draft(f"c{n}") for n in range(12)))

    issue_all_at_once(workplace, [(each, each) for each in shelf])

    with workplace.store.reading() as connection:
        rows = connection.execute(select(issued_invoices.c.invoice_no)).all()
        assert sorted(row.invoice_no for row in rows) == [
            f"ACME-{n:05d}" for n in range(1, 13)
        ]
        assert breaches(connection) == []


@pytest.mark.rule("5.5", "trap 49")
def test_one_draft_issued_twice_at_once_is_one_invoice_and_one_clear_no(
    workplace, shelf
):
    shelf.put(draft())

    ends = issue_all_at_once(
        workplace, [(draft().invoice_id, f"op-{n}") for n in range(4)]
    )

    refusals = [end for end in ends if isinstance(end, ConflictError)]
    assert len(refusals) == 3
    assert all("on ACME-00001" in str(refusal) for refusal in refusals)
    with workplace.store.reading() as connection:
        assert len(connection.execute(select(claims)).all()) == 1


@pytest.mark.rule("5.3", "trap 49")
def test_one_operation_asked_twice_at_once_gives_both_the_same_invoice(
    workplace, shelf
):
    shelf.put(draft())

    ends = issue_all_at_once(workplace, [(draft().invoice_id, "op-1")] * 4)

    assert len({end.result.content_hash for end in ends}) == 1
    assert sorted(end.is_replay for end in ends) == [False, True, True, True]


def issue_own_drafts(url: str, worker: int) -> None:
    shelf = {
        each.invoice_id: each for each in (draft(f"c{worker}x{n}") for n in range(5))
    }
    store = open_store(url)
    place = Workplace(store, shelf.get, lambda: datetime.now(UTC))
    for each in shelf:
        command = IssueInvoice(draft_id=each)
        perform(command, actor=FINANCE, op_key=each, workplace=place)
    store.close()


@pytest.mark.rule("5.3", "trap 60")
def test_processes_that_issue_at_once_on_a_new_store_leave_no_gap_either(store_url):
    processes = [
        multiprocessing.get_context("fork").Process(
            target=issue_own_drafts, args=(store_url, worker)
        )
        for worker in range(4)
    ]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    store = open_store(store_url)
    with store.reading() as connection:
        rows = connection.execute(select(issued_invoices.c.invoice_no)).all()
        assert breaches(connection) == []
    store.close()
    assert sorted(row.invoice_no for row in rows) == [
        f"ACME-{n:05d}" for n in range(1, 21)
    ]
