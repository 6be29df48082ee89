from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.allocation import NothingToWeighByError, allocate
from app.domain.money import CurrenciesDifferError, Money, NotExactError

AMOUNTS = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(
    st.integers(-50, 1000) | st.fractions(0, 20), min_size=1, max_size=12
).filter(lambda weights: sum(weights) != 0)


@pytest.mark.rule("1.4")
def test_the_odd_penny_goes_to_the_earliest_of_equals():
    assert allocate(100, [1, 1, 1]) == (34, 33, 33)
    assert allocate(-100, [1, 1, 1]) == (-34, -33, -33)


@pytest.mark.rule("1.4")
def test_the_largest_remainder_is_served_first():
    assert allocate(10, [1, 2, 4]) == (1, 3, 6)


@pytest.mark.rule("1.4")
@given(AMOUNTS, WEIGHTS)
def test_allocation_loses_nothing(minor, weights):
    assert sum(allocate(minor, weights)) == minor


@pytest.mark.rule("1.4")
@given(AMOUNTS, WEIGHTS)
def test_no_part_is_a_whole_unit_off_its_exact_share(minor, weights):
    whole = sum(map(Fraction, weights))

    for part, weight in zip(allocate(minor, weights), weights, strict=True):
        assert abs(part - minor * Fraction(weight) / whole) < 1


def test_weights_that_sum_to_zero_are_refused():
    with pytest.raises(NothingToWeighByError):
        allocate(100, [1, -1])


@pytest.mark.rule("1.1", "trap 32")
@pytest.mark.parametrize(
    ("minor", "exponent", "text"),
    [
        (123450, 2, "1,234.50 USD"),
        (5, 2, "0.05 USD"),
        (-5, 3, "-0.005 USD"),
        (-1234567, 0, "-1,234,567 USD"),
        (0, 2, "0.00 USD"),
    ],
)
def test_money_is_written_by_its_exponent(minor, exponent, text):
    assert Money(minor, "USD").text(exponent) == text


@pytest.mark.rule("1.5")
def test_two_currencies_are_never_added():
    with pytest.raises(CurrenciesDifferError):
        Money(1, "USD") + Money(1, "EUR")


@pytest.mark.rule("1.1", "trap 32")
def test_stripe_counts_kronur_in_hundredths():
    assert Money(5, "ISK").in_units_of(0, wanted=2) == 500
    assert Money(500, "ISK").in_units_of(2, wanted=0) == 5
    with pytest.raises(NotExactError):
        Money(501, "ISK").in_units_of(2, wanted=0)


@given(AMOUNTS, WEIGHTS)
def test_split_money_adds_up_again(minor, weights):
    parts = Money(minor, "EUR").split(weights)

    assert sum(parts[1:], parts[0]) == Money(minor, "EUR")
