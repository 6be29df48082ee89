"""Reads one value of a changed row by the rules of the input contract."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from app.preview.changes import Value
from app.preview.input_contract import ContractColumn

FREE, CURRENCY, ZONE = "text", "ISO 4217 currency code", "IANA time zone"
UNKNOWN = {
    CURRENCY: "is not a currency; write its ISO 4217 code in capitals, such as USD",
    ZONE: "is not an IANA time zone, such as Europe/Berlin",
}
FIRST_YEAR, LAST_YEAR = 1990, 2100
PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
DIGITS = {
    "quantity": (12, 6),
    "averaged quantity": (12, 12),
    "unit amount": (10, 10),
    "percent": (4, 6),
}
WHOLE = re.compile(r"[+-]?[0-9]+(\.0*)?")
LOOKS_MAJOR = re.compile(r"[+-]?[0-9]+\.00+")
MINOR_DIGITS_MAX = 15
COUNT_MAX = 2**31 - 1
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ]00:00:00(\.0+)?)?")
WITHOUT_OFFSET = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
)
UNPLACED = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{WITHOUT_OFFSET}")
INSTANT = re.compile(rf"{WITHOUT_OFFSET}(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)")


class WrongValueError(ValueError):
    """The value is not one that the column can hold; the text says why."""


def read_value(column: ContractColumn, given: Value) -> Value:
    """Return the typed value, or None where nothing was given."""
    text = _text(given)
    if column.kind != FREE or column.choices:
        text = text.strip()
    if not text:
        return None
    if column.choices and text not in column.choices:
        raise WrongValueError(_not_chosen(column))
    value = READERS[column.kind](column, text)
    if isinstance(value, int | Decimal):
        _check_bounds(column, value)
    return value


def _text(given: Value) -> str:
    match given:
        case None:
            return ""
        case bool():
            return "true" if given else "false"
        case datetime() | date():
            return given.isoformat()
        case Decimal():
            return f"{given:f}"
        case _:
            return str(given)


def _not_chosen(column: ContractColumn) -> str:
    return UNKNOWN.get(column.kind, f"is none of {', '.join(column.choices)}")


def _check_bounds(column: ContractColumn, value: int | Decimal) -> None:
    if column.minimum is not None and value < column.minimum:
        raise WrongValueError(f"is too small; give at least {column.minimum}")
    if column.maximum is not None and value > column.maximum:
        raise WrongValueError(f"is too large; give at most {column.maximum}")


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
    if LOOKS_MAJOR.fullmatch(text):
        raise WrongValueError(
            "has the decimals of major units; write 2500.00 USD as 250000"
        )
    if abs(value) >= 10**MINOR_DIGITS_MAX:
        raise WrongValueError("is 10^15 minor units or more")
    return value


def _count(_column: ContractColumn, text: str) -> int:
    value = _whole(text)
    if abs(value) > COUNT_MAX:
        raise WrongValueError("has too many digits")
    return value


def _day(_column: ContractColumn, text: str) -> date:
    written = DAY.fullmatch(text)
    if not written:
        raise WrongValueError("is not a date; write YYYY-MM-DD")
    try:
        value = date.fromisoformat(written[1])
    except ValueError:
        raise WrongValueError("is not a day of the calendar") from None
    _believable(value)
    return value


def _instant(_column: ContractColumn, text: str) -> datetime:
    if UNPLACED.fullmatch(text):
        raise WrongValueError("has no offset; add Z for UTC or one such as +01:00")
    if not INSTANT.fullmatch(text):
        raise WrongValueError("is not an instant; write 2026-03-01T09:30:00+01:00")
    try:
        value = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise WrongValueError("is not a time of the calendar") from None
    _believable(value)
    return value


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
        raise WrongValueError(UNKNOWN[CURRENCY])
    return text


def _as_it_is(_column: ContractColumn, text: str) -> str:
    return text


READERS: Mapping[str, Callable[[ContractColumn, str], Value]] = {
    FREE: _as_it_is,
    CURRENCY: _currency,
    ZONE: _as_it_is,
    "date": _day,
    "instant": _instant,
    "minor units": _minor,
    "quantity": _decimal,
    "averaged quantity": _decimal,
    "unit amount": _decimal,
    "percent": _decimal,
    "whole number": _count,
    "true or false": _boolean,
}
