"""Figures are shortened for cards without losing their sign or their currency."""

from decimal import Decimal

import pytest

from app.components.figures import change_shown, compact, shown


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        ("412600", "USD", "$412.6K"),
        ("37134000", "JPY", "¥37.1M"),
        ("1500000000", "EUR", "€1.5B"),
        ("-1210", "USD", "-$1.2K"),
        ("942", "CHF", "CHF 942"),
        ("0", "USD", "$0"),
    ],
)
def test_an_amount_is_shortened(value: str, currency: str, text: str) -> None:
    assert compact(Decimal(value), currency) == text


def test_a_figure_without_meaning_is_not_a_zero() -> None:
    assert shown(None, "money", "USD") == "n/a"
    assert shown(Decimal(0), "percent", "USD") == "0.0%"


def test_a_change_carries_its_sign_and_unit() -> None:
    assert change_shown(Decimal("-0.3"), "points") == "-0.3 pp"
    assert change_shown(Decimal("6.2"), "percent") == "+6.2%"
    assert change_shown(None, "percent") is None
