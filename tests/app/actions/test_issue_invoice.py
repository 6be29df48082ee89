from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.domain.actors import Actor, Role
from app.domain.invoice_states import InvoiceState
from app.domain.numbering import NumberingScheme, NumberReset
from app.domain.refusals import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    OpKeyReusedError,
    WrongStateError,
)
from app.store.invoices import read_frozen
from app.store.tables import METADATA
from app.store.tables.delivery import outbox
from app.store.tables.invoices import issued_invoices
from tests.app.drafts import FINANCE, draft, line


def issue(workplace, draft_id, *, op_key="op-1", actor=FINANCE, preview=False, **more):
    command = IssueInvoice(draft_id=draft_id, **more)
    return perform(
        command, actor=actor, op_key=op_key, workplace=workplace, preview=preview
    )


def row_counts(workplace) -> dict[str, int]:
    with workplace.store.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in METADATA.sorted_tables
        }


@pytest.mark.rule("5.2", "5.3")
def test_an_issued_invoice_is_the_draft_under_a_number(workplace, shelf):
    shelf.put(draft())

    issued = issue(workplace, draft().invoice_id).result

    assert issued.invoice_no == "ACME-00001"
    assert issued.total_minor == 10000 - 1000 + 720
    assert issued.total_text == "97.20 USD"
    with workplace.store.reading() as connection:
        frozen = read_frozen(connection, entity_id="acme", invoice_no="ACME-00001")
    assert frozen.lines == draft().lines
    assert frozen.is_untouched
    assert frozen.content_hash == issued.content_hash


@pytest.mark.rule("trap 49")
def test_the_same_key_and_input_gives_the_same_result(workplace, shelf):
    shelf.put(draft())
    first = issue(workplace, draft().invoice_id)
    shelf.clear()

    again = issue(workplace, draft().invoice_id)

    assert again.is_replay
    assert not first.is_replay
    assert again.result == first.result
    assert row_counts(workplace)["issued_invoices"] == 1


def test_the_same_key_with_other_input_is_refused(workplace, shelf):
    shelf.put(draft(), draft("quay"))
    issue(workplace, draft().invoice_id)

    with pytest.raises(OpKeyReusedError):
        issue(workplace, draft("quay").invoice_id)

    assert row_counts(workplace)["issued_invoices"] == 1


def test_a_preview_shows_the_number_and_changes_nothing(workplace, shelf):
    shelf.put(draft())
    before = row_counts(workplace)

    shown = issue(workplace, draft().invoice_id, preview=True)

    assert shown.is_preview
    assert shown.result.invoice_no == "ACME-00001"
    assert row_counts(workplace) == before
    assert issue(workplace, draft().invoice_id).result == shown.result


@pytest.mark.rule("5.5")
def test_a_stale_draft_is_told_which_invoice_holds_its_charge(workplace, shelf):
    shelf.put(draft())
    issue(workplace, draft().invoice_id)

    with pytest.raises(ConflictError, match=r"2026-03-01 on ACME-00001"):
        issue(workplace, draft().invoice_id, op_key="op-2")


@pytest.mark.rule("5.3", "5.5")
def test_one_charge_taken_refuses_the_whole_draft_and_uses_no_number(workplace, shelf):
    shelf.put(draft(), draft("quay"))
    issue(workplace, draft().invoice_id)
    taken = draft().lines[0].claim_key
    shelf.put(draft("mole", lines=[line(1), line(2, claim_key=taken)]))

    with pytest.raises(ConflictError):
        issue(workplace, draft("mole").invoice_id, op_key="op-2")

    after = issue(workplace, draft("quay").invoice_id, op_key="op-3").result
    assert after.invoice_no == "ACME-00002"


@pytest.mark.rule("3.9")
def test_a_held_draft_needs_a_reason_of_a_persons_own(workplace, shelf):
    held = draft(status="pending_review", reason="usage is missing")
    shelf.put(held)

    with pytest.raises(WrongStateError, match=r"pending_review \(usage is missing\)"):
        issue(workplace, held.invoice_id)

    issue(workplace, held.invoice_id, override_reason="agreed by phone", op_key="op-2")
    with workplace.store.reading() as connection:
        row = connection.execute(select(issued_invoices)).one()
    assert row.override_reason == "agreed by phone"


@pytest.mark.rule("5.1")
@pytest.mark.parametrize(
    "state", sorted(set(InvoiceState) - {"draft", "pending_review", "approved"})
)
def test_what_is_no_draft_is_refused_with_the_state_it_was_in(workplace, shelf, state):
    shelf.put(draft(status=state))

    with pytest.raises(WrongStateError, match=state):
        issue(workplace, draft().invoice_id, override_reason="all the same")


def test_a_draft_that_a_later_run_changed_is_not_issued_unseen(workplace, shelf):
    shelf.put(draft(run_id="run-2"))

    with pytest.raises(ConflictError, match="9720 minor units in run run-2, not 9000"):
        issue(workplace, draft().invoice_id, expected_total_minor=9000)


@pytest.mark.rule("1.3")
def test_a_draft_whose_lines_do_not_sum_to_its_total_is_refused(workplace, shelf):
    shelf.put(replace(draft(), total_minor=1))

    with pytest.raises(WrongStateError, match="in all 1"):
        issue(workplace, draft().invoice_id)


@pytest.mark.rule("5.3")
def test_an_amount_that_stripe_cannot_hold_is_refused_before_it_is_numbered(
    workplace, shelf
):
    shelf.put(draft(currency="HUF", exponent=2, stripe_exponent=0))

    with pytest.raises(WrongStateError, match=r"Stripe cannot hold 97\.20 HUF"):
        issue(workplace, draft().invoice_id)

    assert row_counts(workplace)["number_sequences"] == 0


def test_a_draft_that_is_not_there_is_named(workplace):
    with pytest.raises(NotFoundError, match="no draft draft:nobody"):
        issue(workplace, "draft:nobody")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FINANCE, Role.SUPER_ADMIN}))
def test_only_finance_and_super_admin_issue(workplace, shelf, role):
    shelf.put(draft())
    actor = Actor(actor_id="a", role=role, companies=None)

    with pytest.raises(NotAllowedError, match=role):
        issue(workplace, draft().invoice_id, actor=actor)


def test_a_scoped_actor_neither_issues_nor_replays_for_other_companies(
    workplace, shelf
):
    shelf.put(draft())
    scoped = Actor(actor_id="s", role=Role.FINANCE, companies=frozenset({"quay"}))

    with pytest.raises(NotAllowedError):
        issue(workplace, draft().invoice_id, actor=scoped)
    issue(workplace, draft().invoice_id)
    with pytest.raises(NotAllowedError):
        issue(workplace, draft().invoice_id, actor=scoped)


@pytest.mark.rule("5.3")
def test_numbers_run_per_entity_and_start_again_each_year(workplace, shelf):
    yearly = NumberingScheme(prefix="A", padding=2, reset=NumberReset.YEARLY)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2025, 12, 30)]
    drafts = [
        draft(f"c{n}", numbering=yearly, invoice_date=day, due_date=day)
        for n, day in enumerate(days)
    ]
    shelf.put(*drafts, draft("o", entity_id="other"))

    numbers = [
        issue(workplace, each.invoice_id, op_key=each.company_id).result.invoice_no
        for each in shelf.values()
    ]

    assert numbers == ["A-2025-01", "A-2026-01", "A-2025-02", "ACME-00001"]


@pytest.mark.rule("5.3")
def test_numbering_goes_on_where_the_replaced_system_ended(workplace, shelf):
    shelf.put(draft(highest_known_number=41), draft("quay", highest_known_number=41))

    numbers = [
        issue(workplace, each, op_key=each).result.invoice_no for each in list(shelf)
    ]

    assert numbers == ["ACME-00042", "ACME-00043"]


def test_a_company_goes_to_stripe_once_however_many_its_invoices(workplace, shelf):
    second = draft(
        invoice_id="draft:2", lines=[line(2, claim_key="another", tax_minor=0)]
    )
    known = draft("quay", stripe_customer_id="cus_known")
    shelf.put(draft(), second, known)

    for each in list(shelf):
        issue(workplace, each, op_key=f"op:{each}")

    with workplace.store.reading() as connection:
        kinds = [row.kind for row in connection.execute(select(outbox))]
    assert kinds.count("stripe.customer") == 1
    assert kinds.count("stripe.invoice") == 3
