"""Raw tables from the folder, and the days of usage that the landing touched."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import duckdb

from ingest.contracts import ROW_TABLES
from ingest.contracts.schema import BOOKKEEPING
from ingest.errors import UnreadableInputError
from ingest.landing import LandingReport, land_folder
from models_ml.schema import create_learning_tables
from orchestration.aging_snapshots import hand_over_snapshots, keep_snapshot
from orchestration.closed_books import carry_closed_transactions
from orchestration.defs.ingestion.partitions import USAGE_DAYS, USAGE_KEY
from orchestration.home import Home
from orchestration.publishing import current_database, published_database
from orchestration.reports.figures import row_counts
from orchestration.runs.manifest import lake_files, load_manifest
from orchestration.runs.session import RunSession
from orchestration.store_address import store_url

OWNERS = ["team:finance-data"]


def raw_key(table: str) -> dg.AssetKey:
    """Return the asset of one raw table."""
    return dg.AssetKey(["raw", table])


RAW_TABLES = (*(contract.name for contract in ROW_TABLES), *BOOKKEEPING)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            raw_key(table),
            group_name="ingestion",
            owners=OWNERS,
            kinds={"csv", "polars", "duckdb"},
            description=f"Raw table {table}: typed rows as the folder has them now.",
        )
        for table in RAW_TABLES
    ],
    name="landed_files",
    retry_policy=dg.RetryPolicy(max_retries=1, delay=2),
)
def landed_files(
    context: dg.AssetExecutionContext, books: dg.ResourceParam[RunSession]
) -> Iterator[dg.MaterializeResult]:
    """Land the folder into raw tables and the lake; say which days were touched."""
    with books.step("landing", f"Landing the files of {books.data.name}"):
        report = _land(books)
        carry_closed_transactions(published_database(books.home), books.database)
        _hand_over_snapshots(books)
        _prepare_learning(books)
        counts = row_counts(books.database)
    books.usage_days = tuple(report.touched_days)
    context.log.info("touched %s days of usage", len(books.usage_days))
    for table in RAW_TABLES:
        yield dg.MaterializeResult(
            asset_key=raw_key(table),
            metadata={"dagster/row_count": counts.get(f"raw.{table}", 0)},
        )


@dg.asset(
    group_name="ingestion",
    owners=OWNERS,
    kinds={"parquet"},
    deps=[raw_key("usage_daily"), raw_key("usage_completeness")],
)
def usage_rollups(
    context: dg.AssetExecutionContext, books: dg.ResourceParam[RunSession]
) -> dg.MaterializeResult:
    """Report each day whose usage was rolled up again as a partition of the lake."""
    found = _rollups(books, books.usage_days)
    for day, events, companies in found:
        context.log_event(
            dg.AssetMaterialization(
                asset_key=USAGE_KEY,
                partition=day.isoformat(),
                metadata={"dagster/row_count": events, "companies": companies},
            )
        )
    return dg.MaterializeResult(
        metadata={"days": len(found), "dagster/row_count": sum(row[1] for row in found)}
    )


@dg.asset(
    key=USAGE_KEY,
    partitions_def=USAGE_DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="ingestion",
    owners=OWNERS,
    kinds={"parquet"},
)
def usage(
    context: dg.AssetExecutionContext, library: dg.ResourceParam[Home]
) -> dg.MaterializeResult:
    """Count what the published books hold of these days of usage.

    Landing rolls a day up again whenever its events change; this asset shows the
    days, and a backfill reads them once more without touching the lake.
    """
    first, last = context.partition_time_window
    with duckdb.connect(str(current_database(library)), read_only=True) as connection:
        row = connection.execute(
            "select coalesce(sum(stored), 0)::bigint, count(distinct source) "
            "from raw.usage_completeness where day >= ?::date and day < ?::date",
            [first.date(), last.date()],
        ).fetchone()
    stored, sources = row or (0, 0)
    return dg.MaterializeResult(
        metadata={"dagster/row_count": stored, "sources": sources}
    )


def _land(books: RunSession) -> LandingReport:
    books.open_candidate()
    try:
        report = land_folder(
            books.data,
            lake=books.home.lake,
            landed=books.home.landed,
            database=books.database,
            as_of=books.as_of,
            store_url=store_url(books.home),
        )
    except UnreadableInputError as error:
        books.is_input_unreadable = True
        books.failure = f"{error} Nothing was landed."
        raise dg.Failure(description=str(error), allow_retries=False) from error
    manifest = load_manifest(books.home, books.run)
    if manifest is not None:
        read = manifest.model_copy(update={"lake": lake_files(books.home)})
        read.save(books.folder)
    return report


def _hand_over_snapshots(books: RunSession) -> None:
    keep_snapshot(books.home)
    read = hand_over_snapshots(books.home, books.database, books.as_of)
    manifest = load_manifest(books.home, books.run)
    if manifest is not None:
        manifest.model_copy(update={"snapshots": read}).save(books.folder)


def _prepare_learning(books: RunSession) -> None:
    with duckdb.connect(str(books.database)) as connection:
        create_learning_tables(connection)


def _rollups(books: RunSession, days: tuple[date, ...]) -> list[tuple[date, int, int]]:
    if not days:
        return []
    with duckdb.connect(str(books.database), read_only=True) as connection:
        return connection.execute(
            "select partition_day, sum(event_count)::bigint, "
            "count(distinct company_id) from raw.usage_daily "
            "where list_contains(?, partition_day) group by all order by all",
            [list(days)],
        ).fetchall()
