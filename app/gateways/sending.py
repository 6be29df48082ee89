"""How one operation is sent: under which keys, and whether it was sent before."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One operation on its way out.

    Attributes:
        op_key: names the operation, in the keys and in the metadata outside.
        look_first: whether it may have been done under keys that are forgotten.
        round: counts how often a person had it sent again; each has its own keys, since
            Stripe answers a key that failed with the same failure.
    """

    op_key: str
    look_first: bool = False
    round: int = 1

    def key(self, step: str) -> str:
        """Give the idempotency key of a step: `<operation>:<step>`."""
        again = f"@{self.round}" if self.round > 1 else ""
        return f"{self.op_key}{again}:{step}"
