"""Lists what an action comes to, one fact a line, amounts in their currency."""

from collections.abc import Mapping

import streamlit as st
from pydantic import BaseModel

from app.components.command_fields import label_of
from app.domain.money import Money


def result_facts(result: BaseModel, exponents: Mapping[str, int]) -> None:
    """A two-column table of the result's fields."""
    st.table([*facts(result, exponents)], border="horizontal", hide_index=True)


def facts(result: BaseModel, exponents: Mapping[str, int]) -> list[dict[str, str]]:
    """The result's fields in words: `total_minor` with its currency is `Total`."""
    values = result.model_dump()
    currency = str(values.get("currency"))
    exponent = exponents.get(currency)
    listed = []
    for name, value in values.items():
        if name == "currency" or name.endswith("_text") or value is None:
            continue
        text = str(value)
        if name.endswith("_minor") and exponent is not None:
            text = Money(value, currency).text(exponent)
        listed.append({"": label_of(name), "Value": text})
    return listed
