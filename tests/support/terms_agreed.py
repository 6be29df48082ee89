"""Companies with recurring items, their whole story known: what each agreed to, when.

`tests.support.terms_worlds` draws them, `tests.support.terms_told` says when a run
learns of what, and `tests.support.terms_oracle` what each item must cost in all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from tests.support.metered_customers import bracket_rows, price_row, text
from tests.support.periods_oracle import Grid
from tests.support.rating_oracle import Price
from tests.support.world import Row

Tables = dict[str, list[Row]]
Interval = tuple[str, int]


@dataclass(frozen=True)
class Seller:
    """A billing entity: its time zone, its rounding, where its prorations go."""

    name: str
    currency: str
    zone: str
    rounding: str
    placing: str

    def day(self, instant: datetime) -> date:
        """Return the local day of an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def instant(self, day: date, *clock: int) -> datetime:
        """Return the instant at which local clocks show that, else midnight."""
        zone = ZoneInfo(self.zone)
        local = datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
        return local.astimezone(UTC)

    def row(self) -> Row:
        """Return its row of the input."""
        return {
            "entity_id": self.name,
            "currency": self.currency,
            "time_zone": self.zone,
            "rounding": self.rounding,
            "proration_invoicing": self.placing,
        }


SELLERS = (
    Seller("us", "USD", "America/New_York", "half_up", "next_invoice"),
    Seller("in", "INR", "Asia/Kolkata", "half_even", "immediate"),
    Seller("au", "AUD", "Australia/Lord_Howe", "half_even", "next_invoice"),
    Seller("jp", "JPY", "Asia/Tokyo", "half_up", "immediate"),
    Seller("kw", "KWD", "Asia/Kuwait", "half_even", "next_invoice"),
    Seller("cl", "CLP", "America/Santiago", "half_up", "immediate"),
    Seller("az", "EUR", "Atlantic/Azores", "half_even", "next_invoice"),
)


@dataclass(frozen=True)
class Product:
    """What is sold, how it is prorated and when it is billed."""

    name: str
    policy: str
    timing: str

    def row(self) -> Row:
        """Return its row of the input."""
        return {
            "product_id": self.name,
            "category": "recurring",
            "proration": self.policy,
            "billing_timing": self.timing,
        }


@dataclass(frozen=True)
class Offer:
    """A price of a product, for an interval of its own or the subscription's."""

    name: str
    product: Product
    price: Price
    interval: Interval | None
    is_listed: bool

    def rows(self, currency: str) -> Iterator[tuple[str, Row]]:
        """Yield its rows of the input; what is not listed has to be named."""
        step, size = self.interval or (None, None)
        yield (
            "prices",
            {
                **price_row(self.name, self.price),
                "product_id": self.product.name,
                "currency": currency,
                "interval": step,
                "interval_count": size,
                "tier": None if self.is_listed else "nobody's",
            },
        )
        for row in bracket_rows(self.name, self.price):
            yield "price_brackets", row


@dataclass(frozen=True)
class Subscription:
    """When a subscription starts, bills and ends."""

    name: str
    company: str
    seller: Seller
    starts: date
    anchor: date | None
    interval: Interval
    ends: date
    ends_with_period: bool
    trial_ends: date | None

    def grid(self, offer: Offer) -> Grid:
        """Return the periods of what is billed at an offer (2.4)."""
        return Grid(self.anchor or self.starts, *(offer.interval or self.interval))

    def row(self) -> Row:
        """Return its row of the input."""
        return {
            "subscription_id": self.name,
            "company_id": self.company,
            "started_on": self.starts,
            "anchor_on": self.anchor,
            "interval": self.interval[0],
            "interval_count": self.interval[1],
            "ended_on": self.ends,
            "cancel_mode": "at_period_end" if self.ends_with_period else "immediately",
            "trial_ends_on": self.trial_ends,
        }


@dataclass(frozen=True)
class Change:
    """A change of an item's quantity, of its offer, or of both."""

    name: str
    at: datetime
    quantity: Fraction | None
    offer: Offer | None

    def row(self, item: str) -> Row:
        """Return its row of the input."""
        return {
            "change_id": self.name,
            "item_id": item,
            "effective_at": self.at,
            "quantity": text(self.quantity),
            "price_id": self.offer.name if self.offer else None,
        }


@dataclass(frozen=True)
class Item:
    """An item of a subscription; the first of its offers is the list price."""

    name: str
    subscription: Subscription
    offers: tuple[Offer, ...]
    named: Offer | None
    quantity: Fraction
    starts: date | None = None
    ends: date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def product(self) -> Product:
        """The product that it begins with."""
        return self.offers[0].product

    @property
    def first_offer(self) -> Offer:
        """The offer that it begins with: the one it names, else the list price."""
        return self.named or self.offers[0]

    @property
    def first_day(self) -> date:
        """The day it begins, which is no earlier than its subscription's."""
        return max(self.starts or self.subscription.starts, self.subscription.starts)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Yield its rows of the input, and those of what it may be sold at."""
        for product in dict.fromkeys(offer.product for offer in self.offers):
            yield "products", product.row()
        for offer in self.offers:
            yield from offer.rows(self.subscription.seller.currency)
        yield (
            "subscription_items",
            {
                "item_id": self.name,
                "subscription_id": self.subscription.name,
                "product_id": self.product.name,
                "price_id": self.named.name if self.named else None,
                "quantity": text(self.quantity),
                "started_on": self.starts,
                "ended_on": self.ends,
            },
        )
        for change in self.changes:
            yield "subscription_changes", change.row(self.name)


@dataclass(frozen=True)
class Company:
    """A company that buys items of one seller."""

    name: str
    seller: Seller
    items: tuple[Item, ...]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Yield its rows of the input, each with its table."""
        yield (
            "companies",
            {
                "company_id": self.name,
                "entity_id": self.seller.name,
                "name": self.name,
                "currency": self.seller.currency,
            },
        )
        for subscription in dict.fromkeys(item.subscription for item in self.items):
            yield "subscriptions", subscription.row()
        for item in self.items:
            yield from item.rows()


def tables_of(companies: Iterable[Company]) -> Tables:
    """Return all rows of companies by table, with their sellers."""
    tables: Tables = {"entities": [seller.row() for seller in SELLERS]}
    for company in companies:
        for table, row in company.rows():
            tables.setdefault(table, []).append(row)
    return tables
