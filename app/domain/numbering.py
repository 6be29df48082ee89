"""How a billing entity numbers its invoices (semantics 5.3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NumberReset(StrEnum):
    """When the counter starts again at one."""

    NEVER = "never"
    YEARLY = "yearly"
    MONTHLY = "monthly"


@dataclass(frozen=True, kw_only=True)
class NumberingScheme:
    """Prefix, separator, padding and reset of one entity's invoice numbers."""

    prefix: str
    separator: str = "-"
    padding: int = 5
    reset: NumberReset = NumberReset.NEVER

    def period_key(self, on: date) -> str:
        """Name the counter that an invoice of this date takes its number from."""
        formats = {NumberReset.YEARLY: "%Y", NumberReset.MONTHLY: "%Y%m"}
        shape = formats.get(NumberReset(self.reset))
        return on.strftime(shape) if shape else ""

    def number(self, counter: int, *, on: date) -> str:
        """Write a counter as an invoice number: 7 in 2026 is `ACME-2026-00007`."""
        parts = [self.prefix, self.period_key(on), str(counter).zfill(self.padding)]
        return self.separator.join(part for part in parts if part)

    def counter_in(self, invoice_no: str, *, on: date) -> int | None:
        """Read the counter back, or None where the number is not of this scheme."""
        parts = [part for part in (self.prefix, self.period_key(on)) if part]
        head = "".join(part + self.separator for part in parts)
        match = re.fullmatch(re.escape(head) + r"([0-9]{1,18})", invoice_no)
        return int(match.group(1)) if match else None

    def highest(self, invoice_nos: Iterable[str], *, on: date) -> int:
        """Give the greatest counter in use in the period of a date, 0 where none is."""
        counters = (self.counter_in(number, on=on) for number in invoice_nos)
        return max((counter for counter in counters if counter is not None), default=0)
