"""Features, anomalies and the forecast, each written back as a table."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb

from orchestration.reports.figures import row_counts
from orchestration.runs.session import RunSession

OWNERS = ["team:finance-data"]
INVOICES = dg.AssetKey(["marts", "invoices"])
MRR = dg.AssetKey(["marts", "mrr_monthly"])
FEATURES = dg.AssetKey(["learning", "invoice_features"])
ANOMALIES = dg.AssetKey(["learning", "invoice_anomalies"])
FORECAST = dg.AssetKey(["learning", "mrr_forecast"])
EVALUATIONS = "learning.model_evaluations"


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            key,
            deps=[INVOICES, dg.AssetKey(["marts", "invoice_lines"])],
            group_name="learning",
            owners=OWNERS,
            kinds={"scikitlearn", "duckdb"},
            description=told,
        )
        for key, told in (
            (FEATURES, "How far each invoice is from what was billed before."),
            (ANOMALIES, "Every draft from 0 to 100; below 60 a person should look."),
        )
    ],
)
def invoice_anomalies(
    books: dg.ResourceParam[RunSession],
) -> Iterator[dg.MaterializeResult]:
    """Measure every invoice against its company's past, and score the drafts."""
    with books.step("learning", "Looking for unusual invoices"):
        from models_ml import anomalies  # noqa: PLC0415 - scikit-learn takes a second

        anomalies.predict(books.database)
    rows = row_counts(books.database).get(".".join(FEATURES.path), 0)
    yield dg.MaterializeResult(asset_key=FEATURES, metadata={"dagster/row_count": rows})
    yield _result(books.database, ANOMALIES, "invoice")


@dg.asset(
    key=FORECAST,
    deps=[MRR, ANOMALIES],
    group_name="learning",
    owners=OWNERS,
    kinds={"scikitlearn", "duckdb"},
)
def mrr_forecast(books: dg.ResourceParam[RunSession]) -> dg.MaterializeResult:
    """Forecast monthly recurring revenue with intervals, or say why not."""
    with books.step("learning", "Forecasting monthly recurring revenue"):
        from models_ml import forecast  # noqa: PLC0415 - scikit-learn takes a second

        forecast.predict(books.database)
    return _result(books.database, FORECAST, "mrr")


def _result(database: Path, key: dg.AssetKey, model: str) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        asset_key=key,
        metadata={
            "dagster/row_count": row_counts(database).get(".".join(key.path), 0),
            "withdrawn": ", ".join(_withdrawn(database, model)) or "none",
        },
    )


def _withdrawn(database: Path, model: str) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"select distinct concat(model, ': ', reason) from {EVALUATIONS} "
            "where is_withdrawn and contains(model, ?) order by all",
            [model],
        ).fetchall()
    return [row[0] for row in rows]
