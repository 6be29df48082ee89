"""Prints how the models do on real files: `python -m models_ml.evaluate_on_files`."""

from __future__ import annotations

import argparse
from pathlib import Path

from models_ml import fault_backtest, forecast
from models_ml.evaluation import EvaluationReport, report_text
from models_ml.features.history import remember_history
from models_ml.features.invoice_lines import lines_from_retail
from models_ml.features.invoices import deviations
from models_ml.features.monthly_series import cdnow_series, retail_series


def anomalies_on_retail(parquet: Path) -> EvaluationReport:
    """Find faults made in the invoices of the Online Retail file."""
    with lines_from_retail(parquet) as lines:
        remember_history(lines)
        seen = deviations(lines, "compared_lines")
        return fault_backtest.evaluate(lines, seen, data_set=parquet.name)


def forecast_on_retail(parquet: Path) -> EvaluationReport:
    """Forecast the monthly revenue of the Online Retail file."""
    return forecast.evaluate(retail_series(parquet), data_set=parquet.name)[0]


def forecast_on_cdnow(text: Path) -> EvaluationReport:
    """Forecast the monthly sales of the CDNOW file."""
    return forecast.evaluate(cdnow_series(text), data_set=text.name)[0]


def main() -> None:
    """Evaluate on the files that were named."""
    parser = argparse.ArgumentParser(prog="models_ml.evaluate_on_files")
    parser.add_argument("--retail", type=Path, help="online_retail.parquet")
    parser.add_argument("--cdnow", type=Path, help="CDNOW_master.txt")
    given = parser.parse_args()
    if given.retail:
        print(report_text(anomalies_on_retail(given.retail)))
        print(report_text(forecast_on_retail(given.retail)))
    if given.cdnow:
        print(report_text(forecast_on_cdnow(given.cdnow)))


if __name__ == "__main__":
    main()
