"""`python -m app.run --home H --port P`: starts pages and API on this machine."""

import argparse
from pathlib import Path

from app.components.settings import AppSettings, local_actor
from app.domain.actors import Role

_ROLES = [role.value for role in Role if role is not Role.SYSTEM]


def main(arguments: list[str] | None = None) -> None:
    """Read the options and serve."""
    settings, port = parse(arguments)
    from app.run.server import serve  # noqa: PLC0415 - two seconds of imports

    print(f"Tallyhouse is at http://127.0.0.1:{port} (home {settings.home})")
    serve(settings, port=port)


def parse(arguments: list[str] | None) -> tuple[AppSettings, int]:
    """The settings and port that the options name."""
    parser = argparse.ArgumentParser(prog="python -m app.run", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the home folder")
    parser.add_argument("--port", type=int, default=8501, help="port on 127.0.0.1")
    parser.add_argument("--store-url", help="operational store, default in the home")
    parser.add_argument("--user", default="local", help="whose name actions carry")
    parser.add_argument("--role", choices=_ROLES, default="finance", help="their role")
    given = parser.parse_args(arguments)
    home = given.home.resolve()
    settings = AppSettings(
        home=home,
        store_url=given.store_url,
        actor=local_actor(given.user, Role(given.role)),
    )
    return settings, given.port


if __name__ == "__main__":
    main()
