"""Checks that nobody changed the past."""

from app.cli.options import DEFAULT_HOME, Home, working_in


def verify_log(*, home: Home = DEFAULT_HOME) -> int:
    """Verify every chain of the action log and every issued invoice."""
    from app.store.verification import breaches  # noqa: PLC0415

    with working_in(home) as workplace, workplace.store.reading() as connection:
        found = breaches(connection)
    for breach in found:
        print(f"{breach.subject}: {breach.problem}")
    print("The log was tampered with." if found else "The log is sound.")
    return 1 if found else 0
