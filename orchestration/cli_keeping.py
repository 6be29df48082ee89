"""The commands that keep a home: `rollback`, `clean`, `backup` and `restore`."""

from pathlib import Path

from cyclopts import App

from orchestration.cli_options import BOOKS, HomeOption
from orchestration.home import last_home


def rollback(run: str, *, home: HomeOption = None, wait: float = 0) -> int:
    """Show readers an earlier published version again.

    Parameters
    ----------
    run
        The version to go back to, as `tallyhouse runs` lists it.
    wait
        Seconds to wait when another run holds the home.
    """
    from orchestration.commands.keeping import roll_back  # noqa: PLC0415

    return roll_back(last_home(home), run, wait=wait)


def clean(
    *,
    keep: int = 5,
    issued_too: bool = False,
    home: HomeOption = None,
    wait: float = 0,
) -> int:
    """Remove old versions and what killed runs left; never the current version.

    Versions that invoices were issued from stay too: `why` reads them.

    Parameters
    ----------
    keep
        How many of the newest versions stay.
    issued_too
        Remove also versions that invoices were issued from; `why` then shows those
        invoices as they stand, without their derivation.
    wait
        Seconds to wait when another run holds the home.
    """
    from orchestration.commands.keeping import clean_home  # noqa: PLC0415

    return clean_home(last_home(home), keep, issued_too=issued_too, wait=wait)


def backup(folder: Path, *, home: HomeOption = None, wait: float = 0) -> int:
    """Copy into a folder what no run can make again: store, lake, closed books.

    Parameters
    ----------
    folder
        Where to; empty or not there yet.
    wait
        Seconds to wait when another run holds the home.
    """
    from orchestration.commands.backing_up import back_up_home  # noqa: PLC0415

    return back_up_home(last_home(home), folder, wait=wait)


def restore(folder: Path, *, home: HomeOption = None, data: Path | None = None) -> int:
    """Make a home of a backup; nothing that is there is written over.

    Parameters
    ----------
    folder
        What `tallyhouse backup` wrote.
    data
        Where the folder of exports lies now, if it has moved since.
    """
    from orchestration.commands.backing_up import restore_home  # noqa: PLC0415

    return restore_home(folder, home, data)


def mount(app: App) -> None:
    """Add the commands to the command line."""
    for command in (rollback, clean, backup, restore):
        app.command(command, group=BOOKS)
