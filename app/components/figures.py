"""Shortens figures for cards and charts: presentation only, never arithmetic."""

from decimal import Decimal

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_STEPS = ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K"))
EMPTY = "n/a"


def symbol(currency: str) -> str:
    """The currency's sign before a figure; its code and a space where it has none."""
    return SYMBOLS.get(currency, f"{currency} ")


def compact(value: Decimal, currency: str) -> str:
    """A figure as a card shows it: `compact(Decimal("412600"), "USD")` is `$412.6K`."""
    sign = "-" if value < 0 else ""
    size = abs(value)
    for step, letter in _STEPS:
        if size >= step:
            return f"{sign}{symbol(currency)}{size / step:.1f}{letter}"
    return f"{sign}{symbol(currency)}{size:,.0f}"


def shown(value: Decimal | None, unit: str, currency: str) -> str:
    """A KPI's value in its unit, or a dash where it has no meaning."""
    if value is None:
        return EMPTY
    return f"{value:.1f}%" if unit == "percent" else compact(value, currency)


def change_shown(change: Decimal | None, change_unit: str) -> str | None:
    """A change with its sign: percent of the value before, or percentage points."""
    if change is None:
        return None
    unit = "%" if change_unit == "percent" else " pp"
    return f"{change:+.1f}{unit}"
