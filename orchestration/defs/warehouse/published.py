"""The published warehouse: described, sealed, moved and shown."""

import shutil

import dagster as dg
import duckdb

from app.preview import read_dbt_target
from ingest.contracts.comments import describe_raw_tables
from models_ml.comments import describe_learning_tables
from orchestration.aging_snapshots import keep_snapshot
from orchestration.contract_export import input_contract
from orchestration.crash_points import crash_point
from orchestration.dictionary import dictionary_page
from orchestration.parsed_models import PROJECT, target_folder
from orchestration.publishing import publish
from orchestration.reports.model import Outcome, Report
from orchestration.runs.opening import report_of
from orchestration.runs.recovery import REPORT
from orchestration.runs.session import RunSession


class UncheckedVersionError(Exception):
    """A version may only be shown when every step ran and every check held."""


def publish_checked(books: RunSession) -> Report:
    """Publish the candidate unless a check says that it would be wrong."""
    if books.blocking or not books.is_complete:
        names = ", ".join(check.name for check in books.blocking) or books.failure
        raise UncheckedVersionError(names or "not every step has run")
    _describe(books)
    crash_point("publishing:described")
    publish(books.home, books.run)
    books.is_published = True
    keep_snapshot(books.home)
    return report_of(books)


def _describe(books: RunSession) -> None:
    """Put beside the marts what a preview, a replay and a reader need."""
    target = target_folder(books.home)
    compiled = read_dbt_target(target, project=PROJECT)
    compiled.save(books.candidate / "compiled.json")
    input_contract().save(books.candidate / "input_contract.json")
    shutil.copyfile(target / "manifest.json", books.candidate / "dbt_manifest.json")
    with duckdb.connect(str(books.database)) as connection:
        describe_raw_tables(connection)
        describe_learning_tables(connection)
    page = dictionary_page(books.database, books.run)
    (books.candidate / "dictionary.md").write_text(page, "utf-8")
    report = report_of(books).model_copy(
        update={"outcome": Outcome.PUBLISHED, "reason": "", "published": books.run}
    )
    report.save(books.candidate / REPORT)


def publication_metadata(report: Report) -> dict[str, dg.MetadataValue]:
    """Return what the Dagster UI shows of a version: totals, never added up."""
    totals = {
        f"drafted_{one.heading}_{one.currency.lower()}_minor": one.amount_minor
        for one in report.figures.drafts
    }
    owed: dict[str, int] = {}
    for one in report.figures.receivables:
        name = f"receivable_{one.currency.lower()}_minor"
        owed[name] = owed.get(name, 0) + one.amount_minor
    return {
        "run": dg.MetadataValue.text(report.run),
        "as_of": dg.MetadataValue.text(report.as_of.isoformat()),
        **{name: dg.MetadataValue.int(amount) for name, amount in totals.items()},
        **{name: dg.MetadataValue.int(amount) for name, amount in owed.items()},
    }
