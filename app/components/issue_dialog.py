"""The button of issuing a draft: a dialog that previews, then asks to confirm."""

import streamlit as st

from app.actions.register import action_named
from app.components.action_form import action_form, forget
from app.components.invoice_table import title_of
from app.components.settings import app_settings
from app.components.workplace import page_workplace
from app.domain.invoice_states import InvoiceState
from app.warehouse.invoices import InvoiceRow

_HELD = InvoiceState.PENDING_REVIEW.value
_DONE = "issue_invoice.done"
_OPEN = "issue_invoice.open_for"


def issue_button(draft: InvoiceRow, *, key: str) -> None:
    """A line about the chosen draft and the button that opens the dialog."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title_of(draft)}**".replace("$", "\\$"), width="content")
        if st.button("Issue invoice …", icon=":material/send:", key=f"{key}.open"):
            forget(key)
            st.session_state[_OPEN] = draft.invoice_id
        if st.session_state.get(_OPEN) == draft.invoice_id:
            _dialog(draft, key)


def said_when_issued() -> None:
    """Says once what was issued, after the dialog has closed."""
    words = st.session_state.pop(_DONE, None)
    if words:
        st.success(words, icon=":material/check_circle:")


def _close() -> None:
    st.session_state.pop(_OPEN, None)


@st.dialog("Issue invoice", icon=":material/send:", width="medium", on_dismiss=_close)
def _dialog(draft: InvoiceRow, key: str) -> None:
    st.warning(
        "An issued invoice gets its number, is frozen for good and is sent to Stripe. "
        "It can be corrected by a credit note, never changed.",
        icon=":material/gpp_maybe:",
    )
    given = {
        "draft_id": draft.invoice_id,
        "expected_total_minor": draft.total_minor,
    }
    if draft.status != _HELD:
        given["override_reason"] = None
    result = action_form(
        action_named("issue_invoice"),
        given=given,
        actor=app_settings().actor,
        workplace=page_workplace(),
        exponents={draft.currency: draft.exponent},
        key=key,
    )
    if result is not None:
        _close()
        number = result.model_dump()["invoice_no"]
        st.session_state[_DONE] = (
            f"Invoice {number} is issued and queued for Stripe. "
            "The next run books it and stops drafting it."
        )
        st.rerun()
