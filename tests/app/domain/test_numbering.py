from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numbering import NumberingScheme, NumberReset

MARCH = date(2026, 3, 31)


@pytest.mark.rule("5.3")
def test_a_number_is_prefix_period_and_padded_counter():
    yearly = NumberingScheme(prefix="ACME", padding=4, reset=NumberReset.YEARLY)

    assert yearly.number(7, on=MARCH) == "ACME-2026-0007"


@pytest.mark.rule("5.3")
@pytest.mark.parametrize(
    ("reset", "expected"),
    [("never", "N/00001"), ("yearly", "N/2026/00001"), ("monthly", "N/202603/00001")],
)
def test_a_reset_puts_its_period_into_the_number(reset, expected):
    scheme = NumberingScheme(prefix="N", separator="/", reset=NumberReset(reset))

    assert scheme.number(1, on=MARCH) == expected


@pytest.mark.rule("5.3")
def test_numbers_of_another_scheme_or_period_are_not_counted():
    scheme = NumberingScheme(prefix="ACME", reset=NumberReset.YEARLY)

    known = ["ACME-2026-00041", "ACME-2025-00900", "OLD-77", "ACME-2026-00041-B"]

    assert scheme.highest(known, on=MARCH) == 41


@pytest.mark.rule("5.3")
@given(
    st.text("ABC-/2.", max_size=5),
    st.sampled_from(["", "-", "/", "."]),
    st.integers(0, 9),
    st.sampled_from(list(NumberReset)),
    st.integers(1, 10**9),
)
def test_a_counter_can_be_read_back_from_its_number(
    prefix, separator, padding, reset, counter
):
    scheme = NumberingScheme(
        prefix=prefix, separator=separator, padding=padding, reset=reset
    )

    assert scheme.counter_in(scheme.number(counter, on=MARCH), on=MARCH) == counter
