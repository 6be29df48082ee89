"""The button of issuing a draft: a dialog that previews, then asks to confirm."""

from collections.abc import Mapping

import streamlit as st

from app.actions.register import action_named
from app.components.action_form import action_form, forget
from app.components.settings import app_settings
from app.components.workplace import page_workplace
from app.domain.invoice_states import InvoiceState
from app.domain.money import Money
from app.warehouse.invoices import InvoiceRow

_HELD = InvoiceState.PENDING_REVIEW.value
_DONE = "issue_invoice.done"


def issue_button(
    draft: InvoiceRow, company: str, exponents: Mapping[str, int], *, key: str
) -> None:
    """A line about the chosen draft and the button that opens the dialog."""
    total = Money(draft.total_minor, draft.currency).text(exponents[draft.currency])
    with st.container(horizontal=True, vertical_alignment="center"):
        words = f"**{company}** · {total} · {draft.invoice_date:%d %B %Y}"
        st.markdown(words, width="content")
        if st.button("Issue invoice …", icon=":material/send:", key=f"{key}.open"):
            forget(key)
            _dialog(draft, exponents, key)


def said_when_issued() -> None:
    """Says once what was issued, after the dialog has closed."""
    words = st.session_state.pop(_DONE, None)
    if words:
        st.success(words, icon=":material/check_circle:")


@st.dialog("Issue invoice", icon=":material/send:", width="medium")
def _dialog(draft: InvoiceRow, exponents: Mapping[str, int], key: str) -> None:
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
        exponents=exponents,
        key=key,
    )
    if result is not None:
        number = result.model_dump()["invoice_no"]
        st.session_state[_DONE] = (
            f"Invoice {number} is issued and queued for Stripe. "
            "The next run books it and stops drafting it."
        )
        st.rerun()
