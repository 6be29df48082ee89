"""Answers what changed inputs would do to the invoices, and touches nothing."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from app.preview.attaching import attach
from app.preview.changes import PreviewError, RowChange, RowCheck
from app.preview.comparison import AFTER, BEFORE, MARTS, compare, keep_side
from app.preview.compiled_models import CompiledModels
from app.preview.differences import Comparison
from app.preview.input_contract import NAME as CONTRACT_NAME
from app.preview.input_contract import InputContract
from app.preview.inputs import PUBLISHED, load_inputs, load_links
from app.preview.issued_since import IssuedDraft, IssuedOf, issued_since, set_aside
from app.preview.overlay import apply_rows, check_references
from app.preview.runner import CATALOGUE, open_memory, run
from app.preview.scope import find_scope
from app.preview.typed_rows import TypedRow, read_changes
from app.preview.usage_events import USAGE, add_event, check_readings
from app.preview.usage_zones import check_zones

DATABASE_NAME = "tallyhouse.duckdb"
COMPILED_NAME = "compiled.json"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would differ; `companies` is None where everybody was computed.

    Drafts that are issued by now differ no more: `issued` names those set aside.
    """

    version: str
    as_of: date
    companies: tuple[str, ...] | None
    comparison: Comparison
    seconds: float
    issued: tuple[IssuedDraft, ...] = ()


def what_if(
    version: Path,
    changes: Iterable[RowChange],
    *,
    companies: Sequence[str] = (),
    as_of: date | None = None,
    check: RowCheck | None = None,
    lake: Path | None = None,
    issued_of: IssuedOf | None = None,
) -> WhatIf:
    """Compute the touched companies' invoices with the changes and without.

    `version` is the folder of a published version. The models that were published
    with it run in memory over its raw tables; at its own date the side before is
    what it published, at a later one both sides are computed. `check` says what of a
    whole row breaks the contract beyond what the version states of it. `lake` holds
    the events that the version read; without it, it is that of the version's home.
    `issued_of` says which drafts were issued since; these are named and not compared.

    Example: `what_if(home / "current", [RowChange("subscription_items",
    {"item_id": "seats", "quantity": 5})]).comparison.invoices`.
    """
    began = time.perf_counter()
    folder = version.resolve()
    contract = InputContract.load(folder / CONTRACT_NAME)
    models = CompiledModels.load(folder / COMPILED_NAME).needed_for(MARTS)
    _refuse_unnumbered(models, folder.name)
    rows = read_changes(contract, changes)
    with open_memory() as con:
        attach(con, folder / DATABASE_NAME, PUBLISHED)
        published_as_of = _as_of(con)
        day = as_of or published_as_of
        _refuse_earlier(day, published_as_of, folder.name)
        load_links(con)
        scope = find_scope(con, contract, rows, companies)
        if scope.companies is not None:
            con.execute("set threads = 1")  # few rows: threads cost more than they do
        load_inputs(con, _tables(models, rows), scope.companies)
        con.execute(f"update {CATALOGUE}.raw.run_parameters set as_of = ?", [day])
        before = PUBLISHED
        if day != published_as_of:
            run(con, models)
            before = CATALOGUE
        keep_side(con, BEFORE, before, companies=scope.companies)
        _apply(con, contract, rows, check, lake or folder.parent.parent / "lake")
        check_references(con, rows, PUBLISHED)
        check_readings(con)
        check_zones(con)
        run(con, models)
        keep_side(con, AFTER, CATALOGUE, companies=scope.companies)
        comparison = compare(con, with_same=True)
        issued = issued_since(con, comparison, issued_of) if issued_of else ()
        if issued:
            set_aside(con, issued)
            comparison = compare(con, with_same=True)
    seconds = time.perf_counter() - began
    return WhatIf(folder.name, day, scope.companies, comparison, seconds, issued)


def _apply(
    con: duckdb.DuckDBPyConnection,
    contract: InputContract,
    rows: Sequence[TypedRow],
    check: RowCheck | None,
    lake: Path,
) -> None:
    """Put the rows over the tables, and then the events, which those date."""
    apply_rows(con, contract, [row for row in rows if row.table.name != USAGE], check)
    for row in rows:
        if row.table.name == USAGE:
            add_event(con, row, lake)


def _as_of(con: duckdb.DuckDBPyConnection) -> date:
    found = con.execute(f"select as_of from {PUBLISHED}.raw.run_parameters").fetchone()
    if found is None:
        message = "raw.run_parameters has no row"
        raise ValueError(message)
    return found[0]


def _refuse_earlier(asked: date, published: date, name: str) -> None:
    if asked < published:
        raise PreviewError(
            f"The version {name} is as of {published}, and {asked} is before that. "
            f"Preview {published} or later, or name an earlier version."
        )


def _refuse_unnumbered(models: CompiledModels, name: str) -> None:
    if "raw.usage_series" not in models.inputs:
        raise PreviewError(
            f"The version {name} was published before usage was numbered by series, "
            "and its inputs cannot be changed any more. Run once, and preview on that."
        )


def _tables(models: CompiledModels, rows: Iterable[TypedRow]) -> set[str]:
    """Return the raw tables that the models read or the changes are about."""
    read = {name.removeprefix("raw.") for name in models.inputs if name[:4] == "raw."}
    changed = {row.table.name for row in rows} - {USAGE}
    referred = {
        column.references[0]
        for row in rows
        for column in row.table.columns
        if column.references
    }
    return read | changed | referred
