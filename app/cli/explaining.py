"""`tallyhouse why`: each step from price and quantity to a line's amount."""

import json as written_json
import sys
from io import StringIO
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from app.cli.options import DEFAULT_HOME, Home, working_in
from app.domain.refusals import RefusalError


def why(
    invoice: str,
    *,
    line: Annotated[int | None, Parameter(name="--line")] = None,
    csv: Path | None = None,
    json: bool = False,
    home: Home = DEFAULT_HOME,
) -> int:
    """Say why a line of an invoice is what it is, down to the events behind it.

    Parameters
    ----------
    invoice
        Its number, its invoice_id, or a draft's id.
    line
        One line; without it every line is explained.
    csv
        Write steps and source rows, all of them, to this file; beyond a million
        events of a line, its days instead.
    json
        Print as JSON.
    """
    from app.documents.whole_file import (  # noqa: PLC0415
        UnwritableFileError,
        write_whole,
    )
    from app.views.billing.derivation_rows import as_rows, as_text, write_csv  # noqa: PLC0415
    from app.views.billing.lines_explained import explain_lines  # noqa: PLC0415
    from app.warehouse.line_sources import (  # noqa: PLC0415
        EVENTS_IN_FILE_MAX,
        EVENTS_MAX,
    )
    from app.warehouse.published import (  # noqa: PLC0415
        NothingPublishedError,
        current_version,
    )
    from app.warehouse.reading import MartUnavailableError  # noqa: PLC0415
    from app.warehouse.scope import ReaderScope  # noqa: PLC0415

    try:
        version = current_version(home)
        with working_in(home) as workplace:
            explained = explain_lines(
                invoice,
                line_no=line,
                version=version,
                scope=ReaderScope.everyone(),
                store=workplace.store,
                events_max=EVENTS_IN_FILE_MAX if csv else EVENTS_MAX,
            )
    except (RefusalError, NothingPublishedError, MartUnavailableError) as refusal:
        print(f"tallyhouse: {refusal}", file=sys.stderr)
        return 2
    rows = [row for one in explained for row in as_rows(one)]
    if csv:
        told = StringIO(newline="")
        write_csv(rows, told)
        try:
            write_whole(csv, told.getvalue().split("\n")[:-1], may_replace=True)
        except UnwritableFileError as error:
            print(f"tallyhouse: {error}", file=sys.stderr)
            return 2
        print(f"{len(rows)} rows are in {csv}.", file=sys.stderr)
    if json:
        print(written_json.dumps(rows, indent=1, ensure_ascii=False))
    elif not csv:
        print("\n\n".join(as_text(one) for one in explained))
    return 0
