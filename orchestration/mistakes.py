"""What a user can do wrong in this room, each said in one sentence with its cure."""

from datetime import date
from pathlib import Path


class Mistake(Exception):  # noqa: N818 - it is the user's, not the program's
    """Something the user can put right; shown without a traceback."""

    exit_code = 2


class UnreadableDayError(Mistake):
    """A day is not one of the calendar, written YYYY-MM-DD: write it so."""

    def __init__(self, given: str) -> None:
        super().__init__(
            f"--as-of {given} is not a day of the calendar. Write it as YYYY-MM-DD, "
            "such as 2026-03-31."
        )


class NothingKeptError(Mistake):
    """Fewer than no versions cannot stay: keep none or more."""

    def __init__(self, keep: int) -> None:
        super().__init__(
            f"--keep {keep} is fewer versions than none. Give how many of the newest "
            "stay, 0 or more; the one that readers see always stays."
        )


class MissingFolderError(Mistake):
    """The folder to bill is not there: name an existing one with --data."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"There is no folder {data} to bill. Name the folder of exports with "
            "--data (or make run DATA=...)."
        )


class ForeignHomeError(Mistake):
    """The home keeps the books of another data set: choose another home."""

    def __init__(self, home: Path, owner: str, asked: Path) -> None:
        super().__init__(
            f"The home {home} keeps the books of {owner}, not of {asked}. One home "
            "keeps one set of books: leave out --home to get a home of its own for "
            "this folder, or name another one with --home."
        )


class EarlierAsOfError(Mistake):
    """The books are already published at a later date: bill that date or later."""

    def __init__(self, asked: date, published: date, run: str) -> None:
        super().__init__(
            f"The books of this home are published as of {published} (run {run}), "
            f"and {asked} is before that. Bill {published} or later, go back with "
            "`tallyhouse rollback RUN`, or use another --home to look at the past."
        )


class HomeBusyError(Mistake):
    """Another process works in this home: wait for it with --wait SECONDS."""

    exit_code = 3

    def __init__(self, home: Path, holder: str) -> None:
        super().__init__(
            f"The home {home} is in use by {holder}. Wait until it has finished, or "
            "let this command wait with --wait SECONDS."
        )


class NothingPublishedError(Mistake):
    """Nothing was published in this home yet: make a run first."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"Nothing is published in {home} yet. Make a run first: `make run`, or "
            "`tallyhouse run --data FOLDER --as-of DATE`."
        )


class NoHomeError(Mistake):
    """No run was made yet and no home was named."""

    def __init__(self) -> None:
        super().__init__(
            "There is no home yet. Make a run first (`make run`), or name a home "
            "with --home or TALLYHOUSE_HOME."
        )


class UnknownRunError(Mistake):
    """No published version has that name: choose one that `runs` lists."""

    def __init__(self, run: str, known: list[str]) -> None:
        listed = ", ".join(known) or "none"
        super().__init__(
            f"There is no published version {run}. Published here: {listed}."
        )


class QueryError(Mistake):
    """The database did not understand the statement; its own words say why."""


class BrokenModelsError(Mistake):
    """The dbt project does not parse, so nothing can be billed; dbt says why."""

    exit_code = 4
