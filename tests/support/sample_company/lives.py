"""When each customer was one: starts, cancellations, returns and trials."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.support.sample_company.customers import Customer

_ENDED = {
    "saltmarsh-brewing": (date(2025, 6, 1), "immediately"),
    "brauerei-hallersee": (date(2025, 7, 1), "at_period_end"),
    "brightline-staffing": (date(2025, 8, 17), "immediately"),
    "fujimi-ryokan": (date(2025, 9, 20), "at_period_end"),
    "ostrander-realty": (date(2025, 11, 1), "at_period_end"),
    "architekten-morgenrot": (date(2025, 12, 1), "immediately"),
    "copperleaf-design": (date(2026, 2, 12), "immediately"),
    "summit-ridge-lodging": (date(2026, 3, 16), "immediately"),
}
_RETURNED = {
    "saltmarsh-brewing": date(2025, 10, 1),
    "brauerei-hallersee": date(2026, 2, 1),
}
_TRIAL_ENDS = {
    "quarry-lane-physio": date(2025, 3, 24),
    "bellwether-analytics": date(2025, 7, 31),
    "yanagi-pharmacy": date(2026, 2, 15),
}


@dataclass(frozen=True)
class Life:
    """One subscription's time with its customer, its end excluded."""

    customer: Customer
    number: int
    started_on: date
    ended_on: date | None = None
    cancel_mode: str = ""
    trial_ends_on: date | None = None

    @property
    def suffix(self) -> str:
        """What tells the ids of a second life from those of the first."""
        return "" if self.number == 1 else f"-{self.number}"

    @property
    def subscription_id(self) -> str:
        """The subscription of this life."""
        return f"s-{self.customer.company_id}{self.suffix}"

    @property
    def anchor_on(self) -> date:
        """Its own start on the 1st or 15th, else the next first of a month."""
        if self.started_on.day in (1, 15):
            return self.started_on
        return (self.started_on.replace(day=1) + timedelta(days=32)).replace(day=1)

    def covers(self, day: date) -> bool:
        """Whether the customer is one on this day."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


def lives(customer: Customer) -> list[Life]:
    """One life, or two for those who left and came back."""
    company = customer.company_id
    ended_on, cancel_mode = _ENDED.get(company, (None, ""))
    first = Life(
        customer=customer,
        number=1,
        started_on=customer.starts,
        ended_on=ended_on,
        cancel_mode=cancel_mode,
        trial_ends_on=_TRIAL_ENDS.get(company),
    )
    if company not in _RETURNED:
        return [first]
    return [first, Life(customer=customer, number=2, started_on=_RETURNED[company])]


def is_customer(customer: Customer, day: date) -> bool:
    """Whether any of its lives covers the day."""
    return any(life.covers(day) for life in lives(customer))
