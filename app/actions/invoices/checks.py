"""Why a draft may not be issued, each reason said in full."""

from collections import Counter

from sqlalchemy import Connection

from app.domain.invoice import Draft
from app.domain.invoice_states import (
    InvoiceEvent,
    InvoiceState,
    TransitionRefusedError,
    after,
)
from app.domain.refusals import ConflictError, WrongStateError
from app.store.claims import taken

_NAMED_MAX = 3


def check_state(draft: Draft, *, override_reason: str | None) -> None:
    """Refuse what is not a draft; a held one needs a person's reason."""
    state = InvoiceState(draft.status)
    if state is InvoiceState.PENDING_REVIEW and override_reason:
        state = after(state, InvoiceEvent.APPROVE)
    try:
        after(state, InvoiceEvent.ISSUE)
    except TransitionRefusedError:
        why = f" ({draft.reason})" if draft.reason else ""
        raise WrongStateError(
            f"Draft {draft.invoice_id} is {state}{why} and cannot be issued.",
            remedy="Cure the reason and run again, or give a reason to override it.",
            field="override_reason",
        ) from None


def check_expectation(draft: Draft, *, expected_total_minor: int | None) -> None:
    """Refuse a draft that a later run changed after the person saw it."""
    if expected_total_minor not in {None, draft.total_minor}:
        raise ConflictError(
            f"Draft {draft.invoice_id} is over {draft.total_minor} minor units in run "
            f"{draft.run_id}, not {expected_total_minor}.",
            remedy="Look at the draft again, then issue what you see.",
            field="expected_total_minor",
        )


def check_adds_up(draft: Draft) -> None:
    """Refuse a draft whose header is not the sum of its lines."""
    lines = draft.lines
    sums = (
        sum(line.amount_minor for line in lines),
        sum(line.discount_minor for line in lines),
        sum(line.tax_minor for line in lines),
    )
    header = (draft.subtotal_minor, draft.discount_minor, draft.tax_minor)
    if not lines or sums != header or sum(sums) != draft.total_minor:
        raise WrongStateError(
            f"Draft {draft.invoice_id} has {len(lines)} lines over {sums}, "
            f"its header says {header}, in all {draft.total_minor}.",
            remedy="Report this: the checks of the run should have stopped it.",
        )


def check_claims(connection: Connection, draft: Draft) -> None:
    """Refuse a stale draft: one that charges what an invoice charges already."""
    keys = [line.claim_key for line in draft.lines]
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise WrongStateError(
            f"Draft {draft.invoice_id} charges {twice[0]} on two lines.",
            remedy="Report this: the checks of the run should have stopped it.",
        )
    holders = taken(connection, keys)
    if holders:
        named = [f"{key} on {holders[key]}" for key in keys if key in holders]
        more = f" and {len(named) - _NAMED_MAX} more" if len(named) > _NAMED_MAX else ""
        raise ConflictError(
            f"Draft {draft.invoice_id} is stale: already billed are "
            f"{'; '.join(named[:_NAMED_MAX])}{more}.",
            remedy="Run again; the new drafts leave out what was issued.",
            field="draft_id",
        )
