"""The command `tallyhouse`: bills a folder, shows what is published, opens the app."""

import contextlib
import os
import sys
import traceback
from datetime import date
from importlib.metadata import version
from pathlib import Path

from cyclopts import App, CycloptsError

from orchestration import cli_comparing, cli_keeping
from orchestration.cli_options import BOOKS, READING, AsOfOption, HomeOption
from orchestration.home import CLONE, SETTING, home_for, last_home
from orchestration.mistakes import Mistake, NoHomeError
from orchestration.query import Format, ask, write

SAMPLE = CLONE / "data" / "sample"
SAMPLE_AS_OF = date(2026, 3, 31)
BROKEN = 4
EXIT_CODES = """\
Exit codes: 0 published (or unchanged), 1 a check blocks, 2 something to put right in
the command or the folder, 3 the home is in use, 4 the run broke."""

app = App(
    name="tallyhouse",
    help="An open billing warehouse: exports in, checked books and invoices out.",
    version_flags=[],
    help_epilogue=EXIT_CODES,
)


@app.command(group=BOOKS)
def run(
    *,
    data: Path = SAMPLE,
    as_of: AsOfOption = None,
    home: HomeOption = None,
    wait: float = 0,
    again: bool = False,
    json: bool = False,
) -> int:
    """Bill a folder up to a day, check everything, and publish the result.

    Parameters
    ----------
    data
        Folder of exports; default: the sample company.
    as_of
        The day up to which everything due is billed (YYYY-MM-DD).
    wait
        Seconds to wait when another run holds the home.
    again
        Run even where nothing has changed since the published version.
    json
        Print the report as JSON; what happens meanwhile goes to stderr.
    """
    from orchestration.commands.running import run_books  # noqa: PLC0415

    day = as_of or (SAMPLE_AS_OF if data == SAMPLE else None)
    if day is None:
        raise Mistake(f"Say up to which day {data} is billed: --as-of YYYY-MM-DD.")
    return run_books(
        home_for(data, home), data, day, wait=wait, again=again, as_json=json
    )


@app.command(group=BOOKS)
def up(*, home: HomeOption = None, port: int = 8501, dagster_port: int = 3000) -> int:
    """Open the application, the Dagster UI and the delivery worker on localhost.

    Parameters
    ----------
    port
        Port of the application.
    dagster_port
        Port of the Dagster UI.
    """
    from orchestration.commands.supervising import supervise  # noqa: PLC0415

    return supervise(last_home(home), port=port, dagster_port=dagster_port)


@app.command(group=BOOKS)
def status(*, home: HomeOption = None, json: bool = False) -> int:
    """Say what is published here and whether anybody is working.

    Parameters
    ----------
    json
        Print as JSON.
    """
    from orchestration.commands.showing import show_status  # noqa: PLC0415

    return show_status(last_home(home), as_json=json)


@app.command(group=BOOKS)
def runs(*, home: HomeOption = None, json: bool = False) -> int:
    """List the runs of the home and how each ended.

    Parameters
    ----------
    json
        Print as JSON.
    """
    from orchestration.commands.showing import list_runs  # noqa: PLC0415

    return list_runs(last_home(home), as_json=json)


@app.command(group=READING)
def query(
    sql: str | None = None,
    *,
    home: HomeOption = None,
    format: Format = Format.TABLE,
    path: bool = False,
) -> int:
    """Ask the published warehouse in SQL, read-only.

    Parameters
    ----------
    sql
        A statement over marts.invoices, marts.ar_aging and the rest.
    format
        table for people, csv or json for programs.
    path
        Print where the published file lies instead.
    """
    from orchestration.publishing import current_database  # noqa: PLC0415

    database = current_database(last_home(home))
    if path:
        print(database)
        return 0
    if not sql:
        raise Mistake(
            'Say what to ask: tallyhouse query "select * from marts.invoices"'
        )
    names, rows = ask(database, sql)
    write(names, rows, format)
    return 0


@app.command(group=READING)
def dictionary(*, home: HomeOption = None) -> int:
    """Print the data dictionary, generated from the comments in the database."""
    from orchestration.commands.showing import show_dictionary  # noqa: PLC0415

    return show_dictionary(last_home(home))


cli_keeping.mount(app)
cli_comparing.mount(app)


def main() -> None:
    """Run one command; what a user can put right is said without a traceback."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if arguments == ["--version"]:
        print(f"tallyhouse {version('tallyhouse')}")
        return 0
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    own = {name for name in app if not name.startswith("-")}
    if not arguments or arguments[0] not in own:
        _mount_actions()
    try:
        result = app(
            arguments,
            exit_on_error=False,
            print_error=True,
            result_action="return_value",
        )
    except CycloptsError:
        return 2
    except Mistake as mistake:
        print(f"tallyhouse: {mistake}", file=sys.stderr)
        return mistake.exit_code
    except KeyboardInterrupt:
        print("tallyhouse: stopped; nothing unfinished was published.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        traceback.print_exc()
        return BROKEN
    return result if isinstance(result, int) else 0


def _mount_actions() -> None:
    """Mount the app's commands; without --home they mean the home of the last run."""
    from app.cli import app as actions  # noqa: PLC0415

    app.command(actions, name="*")
    if SETTING not in os.environ:
        with contextlib.suppress(NoHomeError):
            os.environ[SETTING] = str(last_home(None).root)


if __name__ == "__main__":
    main()
