"""`backup` and `restore`: what no run can make again, kept elsewhere."""

import os
from pathlib import Path

from orchestration.backups import back_up, read_backup, restore
from orchestration.home import Home, home_for, remember
from orchestration.identity import recorded_owner
from orchestration.lock import locked
from orchestration.mistakes import NothingPublishedError
from orchestration.runs import recovery
from orchestration.store_address import VARIABLE

STORE_ELSEWHERE = (
    f"NOT in it: the store that {VARIABLE} names. Back it up by its own means at the "
    "same time (PostgreSQL: pg_dump)."
)


def back_up_home(home: Home, folder: Path, *, wait: float) -> int:
    """Copy the home under its lock, and say what is not in the copy."""
    if recorded_owner(home) is None:
        raise NothingPublishedError(home.root)
    with locked(home, f"a backup into {folder}", wait=wait):
        for told in recovery.recover(home):
            print(told)
        backup = back_up(home, folder.expanduser().resolve())
    print(f"Backed up {home.root}: {len(backup.files)} files in {folder}.")
    print(f"Readers of it see {backup.current or 'nothing'}.")
    print(f"NOT in it: the folder of exports, {backup.data_folder}. Keep it too.")
    if os.environ.get(VARIABLE):
        print(STORE_ELSEWHERE)
    return 0


def restore_home(folder: Path, chosen: Path | None, data: Path | None) -> int:
    """Make a home of a backup where none is, and say how to go on."""
    folder = folder.expanduser().resolve()
    exports = data or read_backup(folder).data_folder
    home = home_for(exports, chosen)
    backup = restore(folder, home, data=data)
    remember(home)
    print(f"Restored {len(backup.files)} files into {home.root}.")
    print(f"Readers see {backup.current or 'nothing'}.")
    print(f"Go on with: tallyhouse run --data {exports} --as-of DATE")
    return 0
