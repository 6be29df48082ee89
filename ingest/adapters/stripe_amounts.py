"""Amounts and instants as Stripe writes them, in the contract's writing."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

_TO_ISO = {"ISK": Decimal("0.01"), "UGX": Decimal("0.01"), "MGA": Decimal(100)}
"""Where Stripe's minor unit is not ISO 4217's: ISK and UGX have two places there."""

_ZERO_DECIMAL = frozenset(
    (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"),
        *("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    )
)
_THREE_DECIMAL = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_FOUR_DECIMAL = frozenset(["CLF", "UYW"])
_METHODS = {
    "us_bank_account": "ach",
    "ach_debit": "ach",
    "ach_credit_transfer": "ach",
    "acss_debit": "ach",
    "au_becs_debit": "ach",
    "bacs_debit": "ach",
    "sepa_debit": "ach",
    "customer_balance": "wire",
    "paper_check": "check",
}


def minor_of(amount: object, currency: str) -> str | None:
    """Stripe's integer in ISO minor units; None where that is no whole number.

    Example: 500 ISK at Stripe are 5 krónur, so 5.
    """
    try:
        exact = Decimal(str(amount)) * _TO_ISO.get(currency, Decimal(1))
    except InvalidOperation:
        return None
    return _whole(exact)


def minor_of_major(amount: object, currency: str) -> str | None:
    """A report's major units in ISO minor units: 12.34 USD is 1234."""
    places = 2
    if currency in _ZERO_DECIMAL:
        places = 0
    elif currency in _THREE_DECIMAL:
        places = 3
    elif currency in _FOUR_DECIMAL:
        places = 4
    try:
        exact = Decimal(str(amount).replace(",", ""))
    except InvalidOperation:
        return None
    return _whole(exact.scaleb(places)) if exact.is_finite() else None


def instant_of(created: object) -> str | None:
    """Unix seconds as an ISO 8601 instant."""
    try:
        return datetime.fromtimestamp(int(str(created)), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def day_of(created: object) -> str | None:
    """Unix seconds as a UTC date."""
    instant = instant_of(created)
    return instant[:10] if instant else None


def method_of(kind: object) -> str:
    """The contract's method; what the processor holds for us counts as a card."""
    return _METHODS.get(str(kind), "card")


def _whole(exact: Decimal) -> str | None:
    if not exact.is_finite() or exact != exact.to_integral_value():
        return None
    return str(int(exact))
