"""Who acts, in which role, and for which companies."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to this house; `system` is the house itself, never a person."""

    EXECUTIVE = "executive"
    FINANCE = "finance"
    TECHNICIAN = "technician"
    CUSTOMER = "customer"
    SUPER_ADMIN = "super_admin"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person or program with one role; `companies` None means all of them."""

    actor_id: str
    role: Role
    companies: frozenset[str] | None = frozenset()

    def may_see(self, company_id: str) -> bool:
        """Tell whether a company lies in the actor's scope; nothing said is nothing."""
        return self.companies is None or company_id in self.companies


def house(part: str) -> Actor:
    """Name a part of the house, such as the delivery worker, as the actor."""
    return Actor(actor_id=f"house:{part}", role=Role.SYSTEM, companies=None)


def operator(name: str = "cli") -> Actor:
    """Name the person who can read the home's own files, and so may do everything."""
    return Actor(actor_id=f"operator:{name}", role=Role.SUPER_ADMIN, companies=None)
