"""Finds out who a token belongs to."""

import hashlib

from sqlalchemy import Connection, select

from app.domain.actors import Actor, Role
from app.store.tables.access import api_tokens


def hash_of_token(token: str) -> str:
    """Give the form in which a token is kept; a random token needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of_token(connection: Connection, token: str) -> Actor | None:
    """Give the actor that a token speaks for, or None where it is not known."""
    row = connection.execute(
        select(api_tokens).where(api_tokens.c.token_hash == hash_of_token(token))
    ).one_or_none()
    if row is None:
        return None
    scope = None if row.company_id is None else frozenset({row.company_id})
    actor_id = f"token:{row.label}"
    return Actor(actor_id=actor_id, role=Role(row.role), companies=scope)
