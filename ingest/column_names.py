"""Gives columns that no contract knows a name that is free in a database."""

from collections.abc import Iterable

RESERVED_PREFIX = "_"
SUFFIX = "_as_given"


def outside_reserved(names: Iterable[str]) -> tuple[str, ...]:
    """Rename what begins with an underscore, which is kept for our own columns."""
    return tuple(
        f"{name.lstrip(RESERVED_PREFIX)}{SUFFIX}"
        if name.startswith(RESERVED_PREFIX)
        else name
        for name in names
    )


def free_names(names: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Return for each name one that differs from all others in more than case."""
    used = {name.lower() for name in taken}
    found: dict[str, str] = {}
    for name in names:
        free = name.replace('"', "")
        while free.lower() in used:
            free += SUFFIX
        used.add(free.lower())
        found[name] = free
    return found
