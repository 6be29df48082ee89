"""The states of an invoice and every transition there is (semantics 5.1)."""

from enum import StrEnum


class InvoiceState(StrEnum):
    """Where an invoice is in its life."""

    DRAFT = "draft"
    PENDING_REVIEW = "pending_review"
    APPROVED = "approved"
    ISSUED = "issued"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"


class InvoiceEvent(StrEnum):
    """What can happen to an invoice."""

    HOLD = "hold"
    RELEASE = "release"
    APPROVE = "approve"
    ISSUE = "issue"
    PAY_PART = "pay_part"
    PAY_IN_FULL = "pay_in_full"
    TAKE_BACK_PART = "take_back_part"
    TAKE_BACK_ALL = "take_back_all"
    VOID = "void"
    GIVE_UP = "give_up"


_S, _E = InvoiceState, InvoiceEvent

TRANSITIONS: dict[tuple[InvoiceState, InvoiceEvent], InvoiceState] = {
    (_S.DRAFT, _E.HOLD): _S.PENDING_REVIEW,
    (_S.DRAFT, _E.APPROVE): _S.APPROVED,
    (_S.DRAFT, _E.ISSUE): _S.ISSUED,
    (_S.PENDING_REVIEW, _E.RELEASE): _S.DRAFT,
    (_S.PENDING_REVIEW, _E.APPROVE): _S.APPROVED,
    (_S.APPROVED, _E.HOLD): _S.PENDING_REVIEW,
    (_S.APPROVED, _E.ISSUE): _S.ISSUED,
    (_S.ISSUED, _E.PAY_PART): _S.PARTIALLY_PAID,
    (_S.ISSUED, _E.PAY_IN_FULL): _S.PAID,
    (_S.ISSUED, _E.VOID): _S.VOID,
    (_S.ISSUED, _E.GIVE_UP): _S.UNCOLLECTIBLE,
    (_S.PARTIALLY_PAID, _E.PAY_PART): _S.PARTIALLY_PAID,
    (_S.PARTIALLY_PAID, _E.PAY_IN_FULL): _S.PAID,
    (_S.PARTIALLY_PAID, _E.TAKE_BACK_ALL): _S.ISSUED,
    (_S.PARTIALLY_PAID, _E.GIVE_UP): _S.UNCOLLECTIBLE,
    (_S.PAID, _E.TAKE_BACK_PART): _S.PARTIALLY_PAID,
    (_S.PAID, _E.TAKE_BACK_ALL): _S.ISSUED,
    (_S.UNCOLLECTIBLE, _E.PAY_IN_FULL): _S.PAID,
    (_S.UNCOLLECTIBLE, _E.VOID): _S.VOID,
}


class TransitionRefusedError(ValueError):
    """Raised when an event does not exist in a state; it carries that state."""

    def __init__(self, state: InvoiceState, event: InvoiceEvent) -> None:
        self.state, self.event = state, event
        allowed = ", ".join(e for (s, e) in TRANSITIONS if s is state) or "nothing"
        super().__init__(f"the invoice is {state}: {event} is refused, only {allowed}")


def after(state: InvoiceState, event: InvoiceEvent) -> InvoiceState:
    """Give the state that an event leads to, or refuse with the state it was in."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefusedError(state, event) from None


def drawing() -> str:
    """Draw the table as a Mermaid state diagram, for the docs."""
    arrows = [f"    {s} --> {to}: {e}" for (s, e), to in TRANSITIONS.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> draft", *arrows]) + "\n"
