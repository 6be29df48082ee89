"""Says whose rows a reader may see, and sees nothing unless told otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReaderScope:
    """The companies a reader may see; the default is nobody's.

    A mart without a company is an aggregate over all of them, so only a reader of
    all companies sees it.
    """

    companies: frozenset[str] = frozenset()
    is_everyone: bool = False

    @classmethod
    def everyone(cls) -> "ReaderScope":
        """The scope of the seller's own people: every company."""
        return cls(is_everyone=True)

    @classmethod
    def only(cls, *companies: str) -> "ReaderScope":
        """The scope of a customer's reader: the named companies."""
        return cls(companies=frozenset(companies))

    def may_see(self, company_id: str) -> bool:
        """Whether rows of this company may be shown."""
        return self.is_everyone or company_id in self.companies
