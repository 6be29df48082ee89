"""Companies drawn from a seed: their items, and the changes, trials and ends of them.

Days and instants are drawn where mistakes live: month ends, boundaries of periods and
the days beside them, days that several changes share, the edges of local days.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

from tests.support.rating_oracle import NONE, Price
from tests.support.terms_agreed import (
    SELLERS,
    Change,
    Company,
    Interval,
    Item,
    Offer,
    Product,
    Seller,
    Subscription,
)

FIRST = date(2023, 11, 1)
STARTS = (
    *(date(2024, 2, 29), date(2024, 1, 31), date(2023, 12, 31)),
    *(date(2024, 8, 31), date(2024, 3, 31)),
)
ANCHORS = (
    *(None, None, date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 29)),
    *(date(2023, 8, 30), date(2025, 12, 31)),
)
INTERVALS: tuple[Interval, ...] = (
    *(("month", 1), ("month", 1), ("month", 1), ("month", 2), ("month", 5)),
    *(("quarter", 1), ("quarter", 2), ("year", 1), ("week", 1), ("week", 3)),
    *(("day", 7), ("day", 10), ("day", 45)),
)
OWN_INTERVALS: tuple[Interval, ...] = (
    *(("month", 1), ("quarter", 1), ("week", 2), ("day", 9), ("month", 3)),
    ("year", 1),
)
MODELS = ("per_unit", "per_unit", "flat", "graduated", "volume", "package")
AMOUNTS = tuple(
    Fraction(amount)
    for amount in (
        *("100", "1", "0", "3100", "999.5", "0.0123", "12345.6789", "77", "50000"),
        "1.5",
    )
)
BOUNDS = ((), ("2",), ("1", "3.5"), ("5", "10"))
PACKAGES = ("1", "5", "2.5", "10")
QUANTITIES = ("1", "2", "3", "4", "5", "7", "10", "12", "0", "0", "1.5", "0.333333")
WHOLE_QUANTITIES = ("1", "2", "5")
CLOCKS = ((0, 0, 0), (0, 0, 1), (23, 59, 59), (12, 0, 0), (1, 30, 0), (2, 30, 0))


@dataclass(frozen=True)
class Kind:
    """What sort of companies is drawn, and how late what happens to them is told.

    On time is `late_days=None`: what happens is known on its day or long before.
    """

    policy: str = "day"
    timings: tuple[str, ...] = ("advance", "arrears")
    has_minimums: bool = False
    mixes_intervals: bool = False
    late_days: int | None = 200


KINDS: Mapping[str, Kind] = {
    "either_timing": Kind(),
    "in_advance": Kind(timings=("advance",)),
    "in_arrears": Kind(timings=("arrears",)),
    "with_minimums": Kind(has_minimums=True),
    "unprorated": Kind(policy="none"),
    "by_the_second": Kind(policy="second"),
    "mixed_intervals": Kind(mixes_intervals=True),
    "seconds_with_minimums": Kind(policy="second", has_minimums=True),
    "seconds_in_mixed_intervals": Kind(policy="second", mixes_intervals=True),
}


def draw_company(random: Random, name: str, kind: Kind) -> Company:
    """Draw one company with one or two subscriptions."""
    seller = random.choice(SELLERS)
    items: list[Item] = []
    for number in range(random.choice([1, 1, 2])):
        named = f"{name}s{number}"
        subscription = _subscription(random, named, Company(name, seller, ()), kind)
        items.extend(
            _item(random, f"{named}i{place}", subscription, kind)
            for place in range(random.choice([1, 1, 2, 3]))
        )
    return Company(name, seller, tuple(items))


def _subscription(
    random: Random, name: str, company: Company, kind: Kind
) -> Subscription:
    starts = random.choice([_later(random, FIRST, 0, 500), *STARTS])
    lengths = [(1, 60), (20, 400), (60, 300)]
    ends = _later(random, starts, *random.choice(lengths))
    is_never = _happens(random, 0.04)
    trial_ends = starts + timedelta(
        days=random.choice([0, 1, 7, 14, 30, 31, random.randrange(1, 120)])
    )
    return Subscription(
        name=name,
        company=company.name,
        seller=company.seller,
        starts=starts,
        anchor=random.choice([*ANCHORS, _later(random, starts, -400, 400)]),
        interval=random.choice(INTERVALS),
        ends=starts if is_never else ends,
        ends_with_period=not (is_never or kind.mixes_intervals)
        and _happens(random, 0.33),
        trial_ends=trial_ends if _happens(random, 0.25) else None,
    )


def _item(random: Random, name: str, subscription: Subscription, kind: Kind) -> Item:
    offers = tuple(_offers(random, name, kind))
    starts = _later(random, subscription.starts, 0, 60)
    item = Item(
        name=name,
        subscription=subscription,
        offers=offers,
        named=random.choice([None, *offers[:2]]),
        quantity=_quantity(random, kind),
        starts=starts if _happens(random, 0.25) else None,
    )
    left = (subscription.ends - item.first_day).days
    ends = _later(random, item.first_day, 0, max(left, 0) + 1)
    if left >= 0 and not subscription.ends_with_period and _happens(random, 0.25):
        item = replace(item, ends=ends)
    return replace(item, changes=tuple(_changes(random, item, kind)))


def _offers(random: Random, name: str, kind: Kind) -> Iterator[Offer]:
    """Yield a list price and another, of the item's product and maybe of a second."""
    has_own = kind.mixes_intervals or _happens(random, 0.35)
    own = random.choice(OWN_INTERVALS) if has_own else None
    for number in range(1 if kind.has_minimums else random.choice([1, 2])):
        timing = random.choice(kind.timings)
        product = Product(f"{name}p{number}", kind.policy, timing)
        for place in range(random.choice([1, 2]) if number else 2):
            is_other = kind.mixes_intervals and _happens(random, 0.3)
            yield Offer(
                name=f"{product.name}x{place}",
                product=product,
                price=draw_price(random, kind),
                interval=random.choice(OWN_INTERVALS) if is_other else own,
                is_listed=place == 0,
            )


def draw_price(random: Random, kind: Kind) -> Price:
    """Draw a price of any model; some have a cap, a minimum, an included quantity."""
    model = random.choice(MODELS)
    has_cap = not kind.has_minimums and _happens(random, 0.15)
    has_included = model != "flat" and _happens(random, 0.15)
    bounds = random.choice(BOUNDS)
    minimum = random.choice([1, 100, 5000, 777, 100000])
    return Price(
        model=model,
        unit=random.choice(AMOUNTS),
        flat=random.choice(AMOUNTS),
        package=Fraction(random.choice(PACKAGES)),
        included=Fraction(random.choice(["1", "0.5", "3"])) if has_included else NONE,
        cap=random.choice([0, 500, 3333, 10]) if has_cap else None,
        minimum=minimum if kind.has_minimums else None,
        brackets=tuple(
            (
                Fraction(bound) if bound else None,
                random.choice(AMOUNTS),
                random.choice([NONE, NONE, random.choice(AMOUNTS)]),
            )
            for bound in (*bounds, None)
        ),
    )


def _changes(random: Random, item: Item, kind: Kind) -> Iterator[Change]:
    """Yield changes after the first day; only the quantity changes under a minimum."""
    days: list[date] = []
    instants: set[datetime] = set()
    for number in range(random.choice([0, 1, 2, 3, 4, 6])):
        day = _day_of_change(random, item, days)
        days.append(day)
        at = _instant(random, item.subscription.seller, day)
        what = "quantity" if kind.has_minimums else _what_changes(random)
        if at not in instants:
            instants.add(at)
            yield Change(
                name=f"{item.name}c{number}",
                at=at,
                quantity=None if what == "offer" else _quantity(random, kind),
                offer=None if what == "quantity" else random.choice(item.offers),
            )


def _what_changes(random: Random) -> str:
    return random.choice(["quantity", "quantity", "offer", "both"])


def _day_of_change(random: Random, item: Item, days: list[date]) -> date:
    subscription = item.subscription
    length = (subscription.ends - subscription.starts).days
    latest = max(2, min(length + 5, 300))
    day = _later(random, item.first_day, 1, latest)
    if days and _happens(random, 0.35):
        day = random.choice(days)
    if _happens(random, 0.2):
        grid = subscription.grid(item.first_offer)
        start = grid.boundary(grid.number(day) + random.choice([0, 1]))
        day = start + timedelta(days=random.choice([0, 0, -1, 1]))
    return max(day, item.first_day + timedelta(days=1))


def _instant(random: Random, seller: Seller, day: date) -> datetime:
    any_clock = tuple(random.randrange(most) for most in (24, 60, 60))
    return seller.instant(day, *random.choice([*CLOCKS, any_clock]))


def _quantity(random: Random, kind: Kind) -> Fraction:
    known = WHOLE_QUANTITIES if kind.has_minimums else QUANTITIES
    return Fraction(random.choice(known))


def _later(random: Random, day: date, least: int, most: int) -> date:
    return day + timedelta(days=random.randrange(least, most))


def _happens(random: Random, share: float) -> bool:
    return random.random() < share
