"""Features, anomalies and the forecast, each written back as a table."""

from pathlib import Path

import dagster as dg
import duckdb

from orchestration.reports.figures import row_counts
from orchestration.runs.session import RunSession

OWNERS = ["team:finance-data"]
INVOICES = dg.AssetKey(["marts", "invoices"])
MRR = dg.AssetKey(["marts", "mrr_monthly"])
FEATURES = dg.AssetKey(["learning", "invoice_features"])
EVALUATIONS = "learning.model_evaluations"


@dg.asset(
    key=["learning", "invoice_features"],
    deps=[INVOICES, dg.AssetKey(["marts", "invoice_lines"])],
    group_name="learning",
    owners=OWNERS,
    kinds={"numpy", "duckdb"},
)
def invoice_features(books: dg.ResourceParam[RunSession]) -> dg.MaterializeResult:
    """Measure how far each invoice is from what its company was billed before."""
    with books.step("learning", "Measuring invoices against their past"):
        from models_ml.features.table import write_features  # noqa: PLC0415 - numpy

        rows = write_features(books.database)
    return dg.MaterializeResult(metadata={"dagster/row_count": rows})


@dg.asset(
    key=["learning", "invoice_anomalies"],
    deps=[FEATURES],
    group_name="learning",
    owners=OWNERS,
    kinds={"scikitlearn", "duckdb"},
)
def invoice_anomalies(books: dg.ResourceParam[RunSession]) -> dg.MaterializeResult:
    """Score every draft from 0 to 100; below 60 a person should look."""
    with books.step("learning", "Looking for unusual invoices"):
        from models_ml import anomalies  # noqa: PLC0415 - scikit-learn takes a second

        anomalies.predict(books.database)
    return _result(books.database, "learning.invoice_anomalies", "invoice")


@dg.asset(
    key=["learning", "mrr_forecast"],
    deps=[MRR, dg.AssetKey(["learning", "invoice_anomalies"])],
    group_name="learning",
    owners=OWNERS,
    kinds={"scikitlearn", "duckdb"},
)
def mrr_forecast(books: dg.ResourceParam[RunSession]) -> dg.MaterializeResult:
    """Forecast monthly recurring revenue with intervals, or say why not."""
    with books.step("learning", "Forecasting monthly recurring revenue"):
        from models_ml import forecast  # noqa: PLC0415 - scikit-learn takes a second

        forecast.predict(books.database)
    return _result(books.database, "learning.mrr_forecast", "mrr")


def _result(database: Path, table: str, model: str) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": row_counts(database).get(table, 0),
            "withdrawn": ", ".join(_withdrawn(database, model)) or "none",
        }
    )


def _withdrawn(database: Path, model: str) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"select distinct concat(model, ': ', reason) from {EVALUATIONS} "
            "where is_withdrawn and contains(model, ?) order by all",
            [model],
        ).fetchall()
    return [row[0] for row in rows]
