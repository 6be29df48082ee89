"""What a price makes of a quantity, told again in exact fractions for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

NONE = Fraction(0)


@dataclass(frozen=True)
class Price:
    """The terms of a price; a bracket is an upper bound, an amount and a flat one."""

    model: str
    unit: Fraction = NONE
    flat: Fraction = NONE
    package: Fraction = Fraction(1)
    percent: Fraction = NONE
    fixed: Fraction = NONE
    included: Fraction = NONE
    free_events: int | None = None
    free_units: Fraction | None = None
    least: int | None = None
    most: int | None = None
    cap: int | None = None
    minimum: int | None = None
    kept: Fraction = Fraction(1)
    brackets: Sequence[tuple[Fraction | None, Fraction, Fraction]] = field(
        default_factory=tuple
    )


def rounded(value: Fraction, rule: str) -> int:
    """Round to a whole number, halves away from zero or to the even neighbour."""
    whole, rest = divmod(abs(value), 1)
    up = rest > Fraction(1, 2) or (
        rest == Fraction(1, 2) and (rule == "half_up" or whole % 2 == 1)
    )
    return (1 if value >= 0 else -1) * (int(whole) + int(up))


def bounded(
    price: Price, exact: Fraction, share: Fraction, rule: str
) -> tuple[int, int]:
    """Return the rounded and capped amount, and what it lacks of the minimum."""
    amount = rounded(exact, rule)
    if price.cap is not None:
        cap = rounded(price.cap * share, rule)
        amount = max(min(amount, cap), -cap)
    if price.minimum is None:
        return amount, 0
    return amount, max(rounded(price.minimum * share, rule) - amount, 0)


def rate(price: Price, quantity: Fraction) -> Fraction:
    """Return the exact amount of a quantity, whatever the model but `percentage`."""
    units = max(abs(quantity) - price.included, NONE)
    match price.model:
        case "flat":
            amount = price.flat
        case "per_unit":
            amount = price.unit * units
        case "package":
            amount = price.unit * ceil(units / price.package)
        case "graduated":
            amount = _graduated(price, units)
        case _:
            amount = _volume(price, units)
    return (-1 if quantity < 0 else 1) * amount * price.kept


def rate_transactions(price: Price, amounts: Sequence[Fraction]) -> Fraction:
    """Return the exact amount of transactions in their order."""
    total, traded, spent = NONE, NONE, NONE
    for place, amount in enumerate(amounts):
        size = abs(amount)
        is_allowed = _allows(price, place, spent)
        paid = max(traded + size - price.included, NONE) - max(
            traded - price.included, NONE
        )
        traded += size
        free = NONE
        if is_allowed:
            free = paid if price.free_units is None else price.free_units - spent
        spent += paid
        if is_allowed and free >= paid:
            continue
        charge = price.percent / 100 * (paid - free) + price.fixed * price.kept
        charge = charge if price.least is None else max(charge, Fraction(price.least))
        charge = charge if price.most is None else min(charge, Fraction(price.most))
        total += -charge if amount < 0 else charge
    return total


def _allows(price: Price, place: int, spent: Fraction) -> bool:
    if price.free_events is None and price.free_units is None:
        return False
    return (price.free_events is None or place < price.free_events) and (
        price.free_units is None or spent < price.free_units
    )


def _graduated(price: Price, units: Fraction) -> Fraction:
    total, below = NONE, NONE
    for number, (up_to, unit, flat) in enumerate(price.brackets):
        if units > below or number == 0:
            top = units if up_to is None else min(units, up_to)
            total += unit * (top - below) + flat
        below = below if up_to is None else up_to
    return total


def _volume(price: Price, units: Fraction) -> Fraction:
    for up_to, unit, flat in price.brackets:
        if up_to is None or units <= up_to:
            return unit * units + flat
    raise AssertionError(price)


def cut(value: Fraction, digits: int) -> Fraction:
    """Cut off what lies beyond so many digits."""
    scaled = value * 10**digits
    return Fraction(floor(scaled) if value >= 0 else -floor(-scaled), 10**digits)
