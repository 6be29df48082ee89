import itertools
from pathlib import Path

import pytest

from app.domain.invoice_states import (
    TRANSITIONS,
    InvoiceEvent,
    InvoiceState,
    TransitionRefusedError,
    after,
    drawing,
)


@pytest.mark.rule("3.9", "5.1")
def test_a_draft_can_be_issued_and_a_held_one_cannot():
    assert after(InvoiceState.DRAFT, InvoiceEvent.ISSUE) is InvoiceState.ISSUED
    with pytest.raises(TransitionRefusedError, match="pending_review"):
        after(InvoiceState.PENDING_REVIEW, InvoiceEvent.ISSUE)


@pytest.mark.rule("5.1")
def test_everything_outside_the_table_is_refused_with_the_state_it_was_in():
    for state, event in itertools.product(InvoiceState, InvoiceEvent):
        if (state, event) in TRANSITIONS:
            continue
        with pytest.raises(TransitionRefusedError) as refused:
            after(state, event)
        assert refused.value.state is state
        assert str(state) in str(refused.value)


@pytest.mark.rule("5.1", "5.2")
def test_an_issued_invoice_never_becomes_a_draft_again():
    drafts = {InvoiceState.DRAFT, InvoiceState.PENDING_REVIEW, InvoiceState.APPROVED}

    assert not [
        (state, event)
        for (state, event), to in TRANSITIONS.items()
        if to in drafts and state not in drafts
    ]


@pytest.mark.rule("5.1")
def test_the_drawing_shows_every_transition_once():
    assert drawing().count("-->") == len(TRANSITIONS) + 1
    assert "    issued --> void: void\n" in drawing()


@pytest.mark.rule("5.1")
def test_every_state_can_be_reached():
    assert set(TRANSITIONS.values()) | {InvoiceState.DRAFT} == set(InvoiceState)


@pytest.mark.rule("5.1")
def test_the_drawing_in_the_readme_is_the_one_of_the_table():
    readme = Path(__file__).parents[3] / "app" / "README.md"

    assert drawing() in readme.read_text()
