"""Writes the published books as files that other programs read."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from app.cli.options import DEFAULT_HOME, Home

JournalReader = Annotated[
    Literal["hledger", "beancount"],
    Parameter(name="--format", help="The program that is to read it."),
]


def journal(
    *,
    run: str | None = None,
    format: JournalReader = "hledger",
    out: Path | None = None,
    force: bool = False,
    home: Home = DEFAULT_HOME,
) -> int:
    """Write the whole ledger as a plain-text journal for hledger or beancount.

    Parameters
    ----------
    run
        The published version to write, as `tallyhouse runs` lists it; default: the
        one that readers see.
    out
        The file to write; default: the terminal.
    force
        Replace the file if it exists.
    """
    from app.documents.journal import JournalFormat, journal_lines  # noqa: PLC0415
    from app.documents.whole_file import (  # noqa: PLC0415
        FileExistsAlreadyError,
        UnwritableFileError,
        write_whole,
    )
    from app.warehouse.published import (  # noqa: PLC0415
        NothingPublishedError,
        chosen_version,
    )

    try:
        lines = journal_lines(chosen_version(home, run), JournalFormat(format))
        if out is None:
            sys.stdout.writelines(f"{line}\n" for line in lines)
            return 0
        write_whole(out, lines, may_replace=force)
    except (
        FileExistsAlreadyError,
        UnwritableFileError,
        NothingPublishedError,
    ) as error:
        print(f"tallyhouse: {error}", file=sys.stderr)
        return 2
    print(f"The {format} journal is in {out}")
    return 0
