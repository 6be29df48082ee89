"""Finds the version of a run, and says why it is not there any more."""

from pathlib import Path

from orchestration.home import Home
from orchestration.mistakes import Mistake
from orchestration.publishing import current_run, database_of, versions


class CleanedRunError(Mistake):
    """The run's version was removed: name a kept one, or run its folder again."""

    def __init__(self, run: str, kept: list[str]) -> None:
        super().__init__(
            f"The warehouse of run {run} is not kept: it was cleaned away, or never "
            f"published. Kept here: {', '.join(kept) or 'none'}. "
            "`tallyhouse clean --keep N` says how many stay."
        )


def kept_database(home: Home, run: str) -> Path:
    """Return the warehouse file of a run; `current` means the version readers see."""
    name = (current_run(home) if run == "current" else None) or run
    if home.run_folder(name).is_dir() and name not in versions(home):
        raise CleanedRunError(name, versions(home))
    return database_of(home, name)
