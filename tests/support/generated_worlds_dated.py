"""What the day of billing may change about the lines of generated customers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tests.support.generated_worlds import Customer

Lines = Mapping[str, Sequence[tuple[object, ...]]]


class Line(NamedTuple):
    """A line as the laws select it."""

    kind: str
    item_id: str | None
    source_id: str | None
    period_start: date
    period_end: date
    quantity: object
    amount_minor: int
    invoice_date: date
    discount_minor: int
    tax_minor: int
    is_tax_inclusive: bool

    @property
    def is_commitment(self) -> bool:
        """Whether it makes up for a contract's commitment."""
        return self.kind == "minimum_true_up" and self.item_id is None

    @property
    def rated_minor(self) -> int:
        """The amount before an inclusive tax is shown apart."""
        return self.amount_minor + (self.tax_minor if self.is_tax_inclusive else 0)


def dated_otherwise(
    caught_up: Lines, one_by_one: Lines, batch: Sequence[Customer]
) -> frozenset[str]:
    """Return customers with a one-off charge that another invoice has.

    Those go on the next invoice that is known, so its date may be another, and with it
    what is rounded, discounted and taxed by invoice (semantics 3.8, 5.6, 5.7).
    """
    return frozenset(
        one.name
        for one in batch
        if _dates_of_charges(caught_up, one) != _dates_of_charges(one_by_one, one)
    )


def _dates_of_charges(lines: Lines, customer: Customer) -> dict[str | None, date]:
    told = map(Line._make, lines.get(customer.name, ()))
    return {one.source_id: one.invoice_date for one in told if one.kind == "one_off"}


def charged_when_invoiced(
    lines: Lines, batch: Sequence[Customer]
) -> Iterator[tuple[Customer, dict[str, date]]]:
    """Yield customers of whose one-off charges each is on an invoice of their items.

    With the days of those invoices: a charge of that very day has no other next one.
    """
    for one in batch:
        told = [*map(Line._make, lines.get(one.name, ()))]
        regular = {line.invoice_date for line in told if line.item_id}
        days = {
            str(source).replace(one.name, "@", 1): day
            for source, day in _dates_of_charges(lines, one).items()
        }
        if days and regular.issuperset(days.values()):
            yield one, days


def dated_alike(lines: Lines, otherwise: frozenset[str]) -> dict[str, object]:
    """Leave out commitments, and of customers dated otherwise the invoice."""
    found: dict[str, object] = {}
    for name, company in lines.items():
        told = [line for line in map(Line._make, company) if not line.is_commitment]
        found[name] = (
            [(*line[:6], line.rated_minor) for line in told]
            if name in otherwise
            else [line[:-1] for line in told]
        )
    return found


def commitments_that_differ(
    caught_up: Lines,
    one_by_one: Lines,
    batch: Sequence[Customer],
    days: Sequence[date],
) -> dict[str, object]:
    """Return customers whose commitments are made up otherwise than they may be.

    What is made up once is not reopened (3.10): of an interval whose lines were all
    dated by the day it was billed on it is the same, else it is more where charges came
    later, and less where credits did.
    """
    otherwise = dated_otherwise(caught_up, one_by_one, batch)
    return {
        one.name: wrong
        for one in batch
        if not (one.name in otherwise and has_discount(one))
        and (
            wrong := [
                *_wrong(
                    [Line._make(line) for line in caught_up.get(one.name, ())],
                    [Line._make(line) for line in one_by_one.get(one.name, ())],
                    days,
                )
            ]
        )
    }


def _wrong(
    caught_up: Sequence[Line], one_by_one: Sequence[Line], days: Sequence[date]
) -> Iterator[tuple[object, ...]]:
    at_once, by_month = _commitments(caught_up), _commitments(one_by_one)
    for interval in at_once.keys() | by_month.keys():
        start, end = interval
        billed_on = min(day for day in days if day >= end)
        whole, made_up = at_once.get(interval, 0), by_month.get(interval, 0)
        later = sum(
            line.rated_minor + line.discount_minor
            for line in one_by_one
            if start <= line.period_start < end and line.invoice_date > billed_on
        )
        if (made_up < whole and later >= 0) or (made_up > whole and later <= 0):
            yield interval, "at once", whole, "month by month", made_up


def _commitments(lines: Sequence[Line]) -> dict[tuple[date, date], int]:
    return {
        (line.period_start, line.period_end): line.rated_minor
        for line in lines
        if line.is_commitment
    }


def has_discount(customer: Customer) -> bool:
    """Say whether something is taken off its charges."""
    contracts = customer.tables.get("contracts", ())
    return "discounts" in customer.tables or any(
        row["discount_percent"] not in {None, "0"} for row in contracts
    )
