"""The commands that compare: `preview`, `diff` and `replay`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from orchestration.cli_options import COMPARING, AsOfOption, HomeOption
from orchestration.home import last_home

ChangeOption = Annotated[
    list[str] | None,
    Parameter(
        name="--change",
        negative=(),
        help='One changed row: "TABLE column=value ...", "TABLE remove key=value".',
    ),
]
CompanyOption = Annotated[
    list[str] | None,
    Parameter(
        name="--company",
        negative=(),
        help="Only this company and those billed with it; default: all it touches.",
    ),
]


class Code(StrEnum):
    """Whose models a replay runs."""

    RECORDED = "recorded"
    CURRENT = "current"


def preview(
    files: Annotated[list[Path] | None, Parameter(negative=())] = None,
    *,
    change: ChangeOption = None,
    company: CompanyOption = None,
    as_of: AsOfOption = None,
    run: str | None = None,
    home: HomeOption = None,
    json: bool = False,
) -> int:
    """Show what changed inputs would do to the invoices; nothing is written.

    Parameters
    ----------
    files
        CSV files named like input tables, or folders of them; a column `_change`
        may say add, replace or remove.
    as_of
        The day up to which both sides are billed; default: the published one.
    run
        The version to preview on; default: the one that readers see.
    json
        Print all differences as JSON.
    """
    from orchestration.commands.previewing import show_preview  # noqa: PLC0415

    return show_preview(
        last_home(home),
        files or [],
        change or [],
        companies=company or [],
        as_of=as_of,
        run=run,
        as_json=json,
    )


def diff(
    run_a: str,
    run_b: str,
    *,
    company: CompanyOption = None,
    home: HomeOption = None,
    json: bool = False,
    csv: bool = False,
) -> int:
    """Compare two published versions by company, invoice and line.

    Parameters
    ----------
    run_a
        The version before, as `tallyhouse runs` lists it.
    run_b
        The version after.
    json
        Print all differences as JSON.
    csv
        Print one row a line that differs.
    """
    from orchestration.commands.comparing import show_difference  # noqa: PLC0415

    return show_difference(
        last_home(home), run_a, run_b, companies=company, as_json=json, as_csv=csv
    )


def replay(
    run: str, *, code: Code = Code.RECORDED, home: HomeOption = None, json: bool = False
) -> int:
    """Build a published version again from its recorded inputs and compare.

    The exit code is 0 where every table is identical, and 1 where one differs.

    Parameters
    ----------
    run
        The version, as `tallyhouse runs` lists it.
    code
        recorded: the models that were published with it; current: those of now.
    json
        Print as JSON.
    """
    from orchestration.commands.replaying import show_replay  # noqa: PLC0415

    return show_replay(
        last_home(home), run, with_current=code is Code.CURRENT, as_json=json
    )


def mount(app: App) -> None:
    """Add the commands to the command line."""
    for command in (preview, diff, replay):
        app.command(command, group=COMPARING)
