"""Keeps every charge to one invoice (semantics 5.5)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.tables.invoices import claims

_KEYS_PER_QUERY_MAX = 500


def taken(connection: Connection, claim_keys: Sequence[str]) -> dict[str, str]:
    """Tell which of these charges an invoice holds already, and which invoice."""
    found: dict[str, str] = {}
    for start in range(0, len(claim_keys), _KEYS_PER_QUERY_MAX):
        some = claim_keys[start : start + _KEYS_PER_QUERY_MAX]
        rows = connection.execute(
            select(claims.c.claim_key, claims.c.invoice_no).where(
                claims.c.claim_key.in_(some)
            )
        )
        found.update((row.claim_key, row.invoice_no) for row in rows)
    return found


def claim(
    connection: Connection,
    claim_keys: Sequence[str],
    *,
    entity_id: str,
    invoice_no: str,
    at: datetime,
) -> None:
    """Hold these charges for an invoice; the table refuses a second holder."""
    holder = {"entity_id": entity_id, "invoice_no": invoice_no, "claimed_at": at}
    connection.execute(insert(claims), [{"claim_key": k, **holder} for k in claim_keys])
