"""Money as a whole number of minor units in one currency (semantics 1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.allocation import allocate


class CurrenciesDifferError(ValueError):
    """Raised when amounts of two currencies meet: convert one of them first."""


class NotExactError(ValueError):
    """Raised when another exponent would need a fraction of a minor unit."""


@dataclass(frozen=True)
class Money:
    """An amount: `Money(1999, "USD")` is 19.99 US dollars."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency."""
        if other.currency != self.currency:
            raise CurrenciesDifferError(f"{self.currency} and {other.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> "Money":
        """Turn a charge into a credit."""
        return Money(-self.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Take off an amount of the same currency."""
        return self + -other

    def split(self, weights: Sequence[int | Fraction]) -> tuple["Money", ...]:
        """Split by largest remainder; the parts sum to the whole."""
        return tuple(
            Money(part, self.currency) for part in allocate(self.minor, weights)
        )

    def plain(self, exponent: int) -> str:
        """Write the major-unit decimal: minor 5 with exponent 2 is `0.05`."""
        digits = str(abs(self.minor)).zfill(exponent + 1)
        cut = len(digits) - exponent
        sign = "-" if self.minor < 0 else ""
        return sign + digits[:cut] + ("." + digits[cut:] if exponent else "")

    def text(self, exponent: int) -> str:
        """Write for people, with thousands apart: `1,234.50 USD`."""
        whole, _, fraction = self.plain(exponent).lstrip("-").partition(".")
        sign = "-" if self.minor < 0 else ""
        tail = "." + fraction if exponent else ""
        return f"{sign}{int(whole):,}{tail} {self.currency}"

    def in_units_of(self, exponent: int, *, wanted: int) -> int:
        """Count in another exponent's minor units: ISK 5 (0) is 500 at Stripe (2)."""
        if wanted >= exponent:
            return self.minor * 10 ** (wanted - exponent)
        count, rest = divmod(self.minor, 10 ** (exponent - wanted))
        if rest:
            raise NotExactError(
                f"{self.plain(exponent)} {self.currency} at {wanted} decimals"
            )
        return count
