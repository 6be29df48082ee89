"""The smallest mart there can be, for tests of reading itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tests.app.warehouse.published_home import publish

MARTS = {
    "balances": [
        {
            "name": "company_id",
            "data_type": "varchar",
            "description": "The company's key.",
        },
        {"name": "open_minor", "data_type": "bigint", "description": "What is open."},
    ],
    "totals": [
        {"name": "open_minor", "data_type": "bigint", "description": "All of it."}
    ],
}


@dataclass(frozen=True)
class Balance:
    mart: ClassVar[str] = "balances"
    order: ClassVar[str] = "company_id"

    company_id: str
    open_minor: int


@dataclass(frozen=True)
class Total:
    mart: ClassVar[str] = "totals"
    order: ClassVar[str] = "open_minor"

    open_minor: int


def publish_balances(home: Path, run: str, **open_minor: int) -> Path:
    """Publish what each company owes, and the total."""
    balances = [
        {"company_id": company, "open_minor": minor}
        for company, minor in open_minor.items()
    ]
    totals = [{"open_minor": sum(open_minor.values())}]
    return publish(home, run, {"balances": balances, "totals": totals}, marts=MARTS)
