"""Reads one value of a changed row by the rules of the input contract."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import available_timezones

from app.preview.changes import Value
from app.preview.input_contract import ContractColumn

FIRST_YEAR, LAST_YEAR = 1990, 2100
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
DIGITS = {"quantity": (12, 6), "unit amount": (10, 10), "percent": (4, 6)}
WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
MINOR_DIGITS_MAX = 15
COUNT_MAX = 2**31 - 1
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class WrongValueError(ValueError):
    """The value is not one that the column can hold; the text says why."""


def read_value(column: ContractColumn, given: Value) -> Value:
    """Return the typed value, or None where nothing was given."""
    text = _text(given)
    if text is None:
        return None
    if column.choices and text not in column.choices:
        raise WrongValueError(f"is none of {', '.join(column.choices)}")
    value = READERS[column.kind](column, text)
    if column.minimum is not None and isinstance(value, int | Decimal):
        _at_least(column.minimum, value)
    return value


def _text(given: Value) -> str | None:
    match given:
        case None:
            return None
        case bool():
            return "true" if given else "false"
        case datetime() | date():
            return given.isoformat()
        case Decimal():
            return f"{given:f}"
        case _:
            return str(given).strip() or None


def _at_least(minimum: int, value: int | Decimal) -> None:
    if value < minimum:
        raise WrongValueError(f"is too small; give at least {minimum}")


def _decimal(column: ContractColumn, text: str) -> Decimal:
    if not PLAIN.fullmatch(text):
        raise WrongValueError("is not a plain decimal; write digits and a point")
    before, after = DIGITS[column.kind]
    whole, _, fraction = text.lstrip("+-").partition(".")
    if len(whole.lstrip("0")) > before:
        raise WrongValueError(f"has more than {before} digits before the point")
    if len(fraction.rstrip("0")) > after:
        raise WrongValueError(f"has more than {after} digits after the point")
    return Decimal(text)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise WrongValueError("is not a whole number; write 12.50 USD as 1250")
    return int(text.partition(".")[0])


def _minor(_column: ContractColumn, text: str) -> int:
    value = _whole(text)
    if abs(value) >= 10**MINOR_DIGITS_MAX:
        raise WrongValueError("is 10^15 minor units or more")
    return value


def _count(_column: ContractColumn, text: str) -> int:
    value = _whole(text)
    if abs(value) > COUNT_MAX:
        raise WrongValueError("has too many digits")
    return value


def _day(_column: ContractColumn, text: str) -> date:
    try:
        value = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        raise WrongValueError("is not a day of the calendar") from None
    if value is None:
        raise WrongValueError("is not a date; write YYYY-MM-DD")
    _believable(value)
    return value


def _instant(_column: ContractColumn, text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        example = "2026-03-01T09:30:00+01:00"
        raise WrongValueError(f"is not an instant; write {example}") from None
    if value.tzinfo is None:
        raise WrongValueError("has no offset; add Z for UTC or one such as +01:00")
    _believable(value)
    return value.astimezone(UTC).replace(tzinfo=None)


def _believable(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise WrongValueError(f"is not between {FIRST_YEAR} and {LAST_YEAR}")


def _boolean(_column: ContractColumn, text: str) -> bool:
    word = text.lower()
    if word not in {"true", "false"}:
        raise WrongValueError("is neither true nor false")
    return word == "true"


def _currency(_column: ContractColumn, text: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text):
        raise WrongValueError("is not a currency; write its code, such as USD")
    return text


def _zone(_column: ContractColumn, text: str) -> str:
    if text not in available_timezones():
        raise WrongValueError("is not an IANA time zone, such as Europe/Berlin")
    return text


def _as_it_is(_column: ContractColumn, text: str) -> str:
    return text


READERS: Mapping[str, Callable[[ContractColumn, str], Value]] = {
    "text": _as_it_is,
    "ISO 4217 currency code": _currency,
    "IANA time zone": _zone,
    "date": _day,
    "instant": _instant,
    "minor units": _minor,
    "quantity": _decimal,
    "unit amount": _decimal,
    "percent": _decimal,
    "whole number": _count,
    "true or false": _boolean,
}
