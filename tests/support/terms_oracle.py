"""What a recurring item must cost in all, told again in exact fractions.

It looks at an item's whole story at once, as nobody can who bills it month by month: no
line, invoice, credit or `as_of` occurs here. Whatever was issued before something was
known, what is charged and credited must in the end come to this (semantics 2.5, 4.2).
Nothing is shared with the models: days are dates, amounts are `Fraction`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from itertools import pairwise, takewhile

from tests.support.rating_oracle import Price, rate, rounded
from tests.support.terms_agreed import Item, Offer


@dataclass(frozen=True)
class Term:
    """An offer and a quantity, in force from a day on, or from an instant of it."""

    starts: date
    at: datetime | None
    offer: Offer
    quantity: Fraction


@dataclass(frozen=True)
class Step:
    """What a stretch of one period costs; its ends are fractions of the period."""

    period: date
    since: Fraction
    until: Fraction
    what: str
    amount: int

    def __str__(self) -> str:
        """Say it in words, as a failing test prints it."""
        return (
            f"period of {self.period}, {self.since} to {self.until} of it: "
            f"{self.amount} for {self.what}"
        )


def cost(item: Item) -> list[Step]:
    """Return what makes up the item's cost; the sum of the amounts is the whole of it.

    An end on the start date leaves nothing (4.4).
    """
    subscription = item.subscription
    if subscription.ends == subscription.starts:
        return []
    if item.product.policy == "none":
        return [*_whole_periods(item)]
    steps = [step for term, stop in _in_force(item) for step in _used(item, term, stop)]
    return [*steps, *_made_up(item, steps)]


def terms_of(item: Item) -> list[Term]:
    """Return the terms in their order.

    What changes by the first day holds from the start, and what changes by the first
    day after a trial from its midnight (4.3); of several changes on one local day the
    last counts; neighbouring equal terms are one (4.2, 4.4). On the first day of a
    period, of the old terms or of the new, the new ones simply bill (4.3).
    """
    opens = max(item.first_day, item.subscription.trial_ends or item.first_day)
    terms = [Term(item.first_day, None, item.first_offer, item.quantity)]
    for change in sorted(item.changes, key=lambda one: (one.at, one.name)):
        last = terms[-1]
        day = item.subscription.seller.day(change.at)
        term = Term(
            starts=max(day, item.first_day),
            at=change.at if day > opens else None,
            offer=change.offer or last.offer,
            quantity=last.quantity if change.quantity is None else change.quantity,
        )
        terms = [*(terms[:-1] if term.starts == last.starts else terms), term]
    terms = [*_merged(terms)]
    return [
        *terms[:1],
        *(
            replace(term, at=None) if _on_boundary(item, (last, term)) else term
            for last, term in pairwise(terms)
        ),
    ]


def _on_boundary(item: Item, terms: Iterable[Term]) -> bool:
    *_, day = (term.starts for term in terms)
    grids = (item.subscription.grid(term.offer) for term in terms)
    return any(grid.start(day) == day for grid in grids)


def last_day_of(item: Item, offer: Offer) -> date:
    """Return the day an item ends, were that offer in force.

    `at_period_end` is charged to the offer's first boundary on or after the end (4.4).
    """
    subscription = item.subscription
    ends = subscription.ends
    if subscription.ends_with_period:
        ends = subscription.grid(offer).end(ends)
    return min(ends, item.ends or ends)


def whole_amount(price: Price, quantity: Fraction) -> Fraction:
    """Return the exact amount of a whole period.

    The cap binds the whole period's amount, which is then prorated (3.3, 4.1); a
    negative quantity is rated as its absolute value and negated (3.2).
    """
    amount = rate(price, abs(quantity))
    if price.cap is not None:
        amount = min(amount, Fraction(price.cap))
    return -amount if quantity < 0 else amount


def _merged(terms: Iterable[Term]) -> Iterator[Term]:
    last = None
    for term in terms:
        if last is None or (term.offer, term.quantity) != (last.offer, last.quantity):
            yield term
            last = term


def _in_force(item: Item) -> Iterator[tuple[Term, Term]]:
    """Yield each term that charges, and what it stops at: the next one or the end."""
    terms = terms_of(item)
    for term, following in pairwise([*terms, replace(terms[-1], starts=date.max)]):
        ends = last_day_of(item, term.offer)
        stop = following
        if following.starts >= ends:
            stop = replace(term, starts=ends, at=None)
        if term.starts < ends and term.quantity:
            yield term, stop


def _used(item: Item, term: Term, stop: Term) -> Iterator[Step]:
    """Yield what a term costs, period by period of its own offer's grid (2.3, 2.4).

    Each costs the difference of what is used at its two ends, both rounded from the
    exact amount of the whole period (4.2); trial days cost nothing (4.5).
    """
    grid = item.subscription.grid(term.offer)
    rounding = item.subscription.seller.rounding
    exact = whole_amount(term.offer.price, term.quantity)
    for start, end in takewhile(
        lambda p: p[0] <= stop.starts, grid.periods(term.starts)
    ):
        measure = partial(_measured, item, item.product.policy)
        since, until = _stretch(item, (start, end), term, stop, measure)
        if since < until:
            yield Step(
                period=start,
                since=since,
                until=until,
                what=f"{term.quantity} of {term.offer.name}",
                amount=rounded(exact * until, rounding)
                - rounded(exact * since, rounding),
            )


def _stretch(
    item: Item,
    period: tuple[date, date],
    term: Term,
    stop: Term,
    measure: Callable[..., int],
) -> tuple[Fraction, Fraction]:
    """Return the part of a period that a term is charged for, as fractions of it."""
    start, end = (measure(day) for day in period)
    since = max(
        start,
        measure(term.starts, term.at),
        measure(item.subscription.trial_ends or term.starts),
    )
    until = min(end, measure(stop.starts, stop.at))
    return Fraction(since - start, end - start), Fraction(until - start, end - start)


def _measured(item: Item, policy: str, day: date, at: datetime | None = None) -> int:
    """Measure time in whole days, or in seconds of UTC by that policy (4.1)."""
    if policy == "day":
        return day.toordinal()
    return int((at or item.subscription.seller.instant(day)).timestamp())


def _whole_periods(item: Item) -> Iterator[Step]:
    """Yield the periods of an item that is not prorated (4.1, 4.5).

    A started period is charged whole at the terms of its first day, except that the
    days before a trial's end are taken off, by day.
    """
    subscription, terms = item.subscription, terms_of(item)
    grid = subscription.grid(item.first_offer)
    ends = last_day_of(item, item.first_offer)
    trial_ends = subscription.trial_ends or item.first_day
    for start, end in grid.periods(item.first_day):
        first = max(start, item.first_day)
        if first >= ends:
            return
        term = [term for term in terms if term.starts <= first][-1]
        if not term.quantity or trial_ends >= min(end, ends):
            continue
        since = Fraction(0)
        if trial_ends > first:
            since = Fraction((trial_ends - start).days, (end - start).days)
        exact = whole_amount(term.offer.price, term.quantity)
        yield Step(
            period=start,
            since=since,
            until=Fraction(1),
            what=f"{term.quantity} of {term.offer.name}",
            amount=rounded(exact, subscription.seller.rounding)
            - rounded(exact * since, subscription.seller.rounding),
        )


def _made_up(item: Item, steps: Sequence[Step]) -> Iterator[Step]:
    """Yield what periods lack of the minimum of the price, which no change replaces.

    It is prorated by day, and judged by the sum of the period's rounded lines (3.3).
    """
    minimum = item.first_offer.price.minimum
    if minimum is None:
        return
    life = replace(terms_of(item)[0], starts=item.first_day)
    end = replace(life, starts=last_day_of(item, item.first_offer))
    grid = item.subscription.grid(item.first_offer)
    measure = partial(_measured, item, "day")
    for period in takewhile(lambda p: p[0] < end.starts, grid.periods(life.starts)):
        since, until = _stretch(item, period, life, end, measure)
        if since >= until:
            continue
        charged = sum(step.amount for step in steps if step.period == period[0])
        due = rounded(minimum * (until - since), item.subscription.seller.rounding)
        if charged < due:
            yield Step(period[0], since, until, "the minimum", due - charged)
