"""How each customer pays: by what, how late, and who does not."""

import random
from dataclasses import dataclass
from datetime import date

_METHODS = {
    "northgate-us": ("ach", "ach", "ach", "card", "card", "check"),
    "northgate-de": ("wire", "wire", "wire", "card", "ach"),
    "northgate-jp": ("wire", "wire", "card"),
}
_HABITS = {
    "prompt": (-6, 1),
    "usual": (-2, 6),
    "slow": (6, 34),
    "troubled": (28, 85),
}
_STOPPED_PAYING = {
    "northfork-winery": date(2025, 9, 1),
    "brightline-staffing": date(2025, 7, 1),
    "redwing-construction": date(2025, 11, 1),
    "architekten-morgenrot": date(2025, 10, 1),
    "summit-ridge-lodging": date(2025, 12, 1),
    "fujimi-ryokan": date(2025, 9, 1),
    "copperleaf-design": date(2026, 1, 1),
    "brauerei-hallersee": date(2026, 2, 1),
    "aoyama-design": date(2026, 1, 1),
}
_SLOW = {
    "town-of-ashford-glen": "slow",
    "greenway-schools": "slow",
    "meridian-freight": "usual",
    "kestrel-aviation": "troubled",
    "delancey-imports": "troubled",
    "alpenglueh-hotels": "troubled",
}


@dataclass(frozen=True)
class Payer:
    """One customer's way of paying."""

    method: str
    days_after_due: tuple[int, int]
    stopped_on: date | None

    def pays(self, invoice_date: date) -> bool:
        """Whether an invoice of that date is ever paid."""
        return self.stopped_on is None or invoice_date < self.stopped_on


def payer_of(seed: int, company_id: str, entity_id: str) -> Payer:
    """The company's habits, its own whatever the others do."""
    chance = random.Random(f"{seed}:payer:{company_id}")
    habit = chance.choice(("prompt", "prompt", "usual", "usual", "usual", "slow"))
    return Payer(
        method=chance.choice(_METHODS[entity_id]),
        days_after_due=_HABITS[_SLOW.get(company_id, habit)],
        stopped_on=_STOPPED_PAYING.get(company_id),
    )
