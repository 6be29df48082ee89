"""Every action that people are offered opens as a form made from its command."""

import pytest

from app.actions.register import all_actions

OFFERED = [action.name for action in all_actions() if action.is_offered]


def _form() -> None:
    import streamlit as st  # noqa: PLC0415

    from app.actions.register import action_named  # noqa: PLC0415
    from app.components.command_fields import command_fields  # noqa: PLC0415

    action = action_named(st.session_state["action"])
    values = command_fields(action.command, given={}, key="form")
    st.session_state["entered"] = list(values)


@pytest.mark.parametrize("name", OFFERED)
def test_an_offered_action_opens_as_a_form(name: str) -> None:
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415  heavy

    page = AppTest.from_function(_form)
    page.session_state["action"] = name

    page.run()

    assert not page.exception
    fields = next(a for a in all_actions() if a.name == name).command.model_fields
    assert page.session_state["entered"] == list(fields)
