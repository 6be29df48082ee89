"""The form of an action, derived from its command: enter, preview, confirm."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import streamlit as st
from pydantic import ValidationError

from app.actions.kit import perform
from app.actions.register import Action, Command, Result
from app.actions.workplace import Workplace
from app.components.command_fields import command_fields, label_of
from app.components.result_facts import result_facts
from app.domain.actors import Actor
from app.domain.refusals import RefusalError


def action_form(
    action: Action,
    *,
    given: Mapping[str, Any],
    actor: Actor,
    workplace: Workplace,
    exponents: Mapping[str, int],
    key: str,
) -> Result | None:
    """The result once the person has confirmed what the preview showed, else None.

    One intent has one operation key from its first preview to its confirmation, so a
    double click or a lost answer does it once.
    """
    command = _entered(action, given=given, key=key)
    previewed = f"{key}.previewed"
    if command is not None:
        st.session_state[previewed] = command
    command = st.session_state.get(previewed)
    if command is None:
        return None
    shown = _try(command, actor=actor, workplace=workplace, key=key, preview=True)
    if shown is None:
        del st.session_state[previewed]
        return None
    st.caption("This is what it will come to. Nothing has happened yet.")
    result_facts(shown, exponents)
    if not st.button(
        f"Confirm: {action.title.lower()}", type="primary", key=f"{key}.do"
    ):
        return None
    result = _try(command, actor=actor, workplace=workplace, key=key, preview=False)
    if result is not None:
        forget(key)
    return result


def forget(key: str) -> None:
    """Ends an intent: the next one gets an operation key of its own."""
    for name in (f"{key}.previewed", f"{key}.op_key"):
        st.session_state.pop(name, None)


def _entered(action: Action, *, given: Mapping[str, Any], key: str) -> Command | None:
    """The command, when it was sent and is valid; what is wrong is said by field."""
    if action.command.model_fields.keys() <= given.keys():
        return _valid(action, given)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        values = command_fields(action.command, given=given, key=key)
        sent = st.form_submit_button("Preview", key=f"{key}.preview")
    return _valid(action, values) if sent else None


def _valid(action: Action, values: Mapping[str, Any]) -> Command | None:
    try:
        return action.command.model_validate(values)
    except ValidationError as wrong:
        for error in wrong.errors():
            name = str(error["loc"][0]) if error["loc"] else ""
            field = action.command.model_fields.get(name)
            st.error(f"{label_of(name, field)}: {error['msg']}.")
        return None


def _try(
    command: Command, *, actor: Actor, workplace: Workplace, key: str, preview: bool
) -> Result | None:
    op_key = st.session_state.setdefault(f"{key}.op_key", f"page-{uuid4()}")
    try:
        outcome = perform(
            command, actor=actor, op_key=op_key, workplace=workplace, preview=preview
        )
    except RefusalError as refusal:
        st.error(f"{refusal.message} {refusal.remedy}")
        return None
    return outcome.result
