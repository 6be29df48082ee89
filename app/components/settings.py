"""Where the app finds its home and whom it serves, told by its entry point."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.domain.actors import Actor, Role

HOME_VARIABLE = "TALLYHOUSE_HOME"
STORE_VARIABLE = "TALLYHOUSE_STORE_URL"
USER_VARIABLE = "TALLYHOUSE_USER"
ROLE_VARIABLE = "TALLYHOUSE_ROLE"


@dataclass(frozen=True)
class AppSettings:
    """The home that is shown, its store if not the home's, and who is at the screen."""

    home: Path
    store_url: str | None
    actor: Actor


def app_settings() -> AppSettings:
    """The settings that `python -m app.run` put into the environment."""
    home = Path(os.environ.get(HOME_VARIABLE, ".tallyhouse")).resolve()
    return AppSettings(
        home=home,
        store_url=os.environ.get(STORE_VARIABLE) or None,
        actor=local_actor(
            os.environ.get(USER_VARIABLE, "local"),
            Role(os.environ.get(ROLE_VARIABLE, Role.FINANCE)),
        ),
    )


def local_actor(user: str, role: Role) -> Actor:
    """The person at this machine; a customer sees nobody until signed in."""
    companies = frozenset[str]() if role is Role.CUSTOMER else None
    return Actor(actor_id=user, role=role, companies=companies)
