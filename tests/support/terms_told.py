"""When a run learns what happens to an item, and what is known on a day.

What happens is told on its day or long before, or up to so many days late; an end that
comes late may have been told otherwise at first, which is then known to be wrong. A
trial may be moved, given or called off after its days were billed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.support.terms_agreed import Company, Item, Subscription, Tables
from tests.support.terms_worlds import Kind
from tests.support.world import Row

EARLY = -400
MOVED_TRIALS = 0.3
ENDING = {"subscriptions": "subscription_id", "subscription_items": "item_id"}


@dataclass(frozen=True)
class Learned:
    """The day something is learned, and what was believed of an end or trial before."""

    on: date
    before: date | None = None

    def __str__(self) -> str:
        """Say it in words, as a failing test prints it."""
        wrongly = f", {self.before} until then" if self.before else ""
        return f"learned {self.on}{wrongly}"


Telling = Mapping[str, Learned]


def draw_telling(random: Random, company: Company, kind: Kind) -> Telling:
    """Draw when each change and each end of a company's items is learned, by its id."""
    seller = company.seller
    changes = {
        change.name: Learned(_day(random, seller.day(change.at), kind, 1))
        for item in company.items
        for change in item.changes
    }
    ends = dict(_ends(random, company, kind))
    return ends | changes | dict(_trials(random, company, kind))


def known_on(tables: Tables, telling: Telling, day: date) -> Tables:
    """Return the rows that are known on a day, with the ends as they are known."""
    known = dict(tables)
    known["subscription_changes"] = [
        row
        for row in tables.get("subscription_changes", [])
        if telling[str(row["change_id"])].on <= day
    ]
    for table, key in ENDING.items():
        known[table] = [
            _as_known(row, "ended_on", telling.get(str(row[key])), day)
            for row in tables[table]
        ]
    known["subscriptions"] = [
        _as_known(row, "trial_ends_on", telling.get(_trial_of(row)), day)
        for row in known["subscriptions"]
    ]
    return known


def told_of(item: Item, telling: Telling) -> Iterator[str]:
    """Yield the item's rows that a day is known of, each with that day."""
    subscription = item.subscription
    row = subscription.row()
    yield f"subscriptions {_given(row)} {telling[subscription.name]}"
    if _trial_of(row) in telling:
        yield f"its trial {telling[_trial_of(row)]}"
    for table, row in item.rows():
        name = str(row.get("change_id", row.get("item_id")))
        when = f" {telling[name]}" if name in telling else ""
        yield f"{table} {_given(row)}{when}"


def _ends(
    random: Random, company: Company, kind: Kind
) -> Iterator[tuple[str, Learned]]:
    for subscription in _subscriptions(company):
        starts, ends = subscription.starts, subscription.ends
        yield subscription.name, _end(random, starts, ends, kind)
    for item in company.items:
        if item.ends:
            yield item.name, _end(random, item.first_day, item.ends, kind)


def _trials(
    random: Random, company: Company, kind: Kind
) -> Iterator[tuple[str, Learned]]:
    for subscription in _subscriptions(company):
        if kind.late_days is not None and random.random() < MOVED_TRIALS:
            first = subscription.starts + timedelta(days=random.randrange(1, 120))
            on = subscription.starts + timedelta(days=random.randrange(1, 150))
            before = random.choice([None, first])
            yield _trial_of(subscription.row()), Learned(on, before)


def _subscriptions(company: Company) -> Iterable[Subscription]:
    return dict.fromkeys(item.subscription for item in company.items)


def _trial_of(subscription: Row) -> str:
    return f"{subscription['subscription_id']} trial"


def _end(random: Random, starts: date, ends: date, kind: Kind) -> Learned:
    wrong = max(
        starts + timedelta(days=1), ends + timedelta(days=random.randrange(-120, 120))
    )
    if kind.late_days is None or random.random() < 0.67:
        wrong = None
    return Learned(_day(random, ends, kind, 0), wrong)


def _day(random: Random, day: date, kind: Kind, delay: int) -> date:
    """Return the day of which something that happens on a day is learned."""
    days = [EARLY, 0]
    if kind.late_days is not None:
        days = [EARLY, delay, delay, delay + random.randrange(kind.late_days + 1)]
    return day + timedelta(days=random.choice(days))


def _as_known(row: Row, column: str, learned: Learned | None, day: date) -> Row:
    if learned is None or learned.on <= day:
        return row
    return {**row, column: learned.before}


def _given(row: Row) -> dict[str, str]:
    return {name: str(value) for name, value in row.items() if value is not None}
