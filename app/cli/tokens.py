"""Makes tokens for the API; the token is shown once and only its hash is kept."""

import secrets
import sys
from uuid import uuid4

from app.cli.options import DEFAULT_HOME, Home, working_in
from app.domain.actors import Role


def create_api_token(
    label: str,
    role: Role,
    *,
    company_id: str | None = None,
    home: Home = DEFAULT_HOME,
) -> int:
    """Let a program speak to the API in a role, for one company or for all."""
    from app.actions.access.create_api_token import CreateApiToken  # noqa: PLC0415
    from app.actions.kit import perform  # noqa: PLC0415
    from app.domain.actors import operator  # noqa: PLC0415
    from app.store.access import hash_of_token  # noqa: PLC0415

    if role is Role.SYSTEM:
        print("The role system is the house's own.", file=sys.stderr)
        return 1
    token = f"tally_{secrets.token_urlsafe(32)}"
    command = CreateApiToken(
        token_hash=hash_of_token(token), label=label, role=role, company_id=company_id
    )
    with working_in(home) as workplace:
        perform(command, actor=operator(), op_key=uuid4().hex, workplace=workplace)
    print(token)
    return 0
