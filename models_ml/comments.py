"""Writes the meaning of the learning tables into the database, as comments."""

from __future__ import annotations

import duckdb

from models_ml.features.invoices import FEATURES

_INVOICE = {"invoice_id": "The invoice.", "company_id": "The customer."}
_VERSION = {"model_version": "The model that said so."}
MEANINGS: dict[str, tuple[str, dict[str, str]]] = {
    "invoice_features": (
        "Distances from the past, 0 as usual. One row per invoice compared.",
        {
            **_INVOICE,
            "is_draft": "Whether it is a draft.",
            **{name: f"Grows as {words}." for name, words in FEATURES.items()},
        },
    ),
    "invoice_anomalies": (
        "Drafts scored by how usual they look. One row per draft with enough history.",
        {
            **_INVOICE,
            "confidence_score": "From 0, unusual, to 100, as usual.",
            "needs_review": "Whether a person should look.",
            "drivers": "What makes it unusual, in words.",
            **_VERSION,
        },
    ),
    "mrr_forecast": (
        "Monthly recurring revenue to expect. One row per month and currency.",
        {
            "month": "First day of the month.",
            "currency": "ISO 4217 code of the amounts.",
            "forecast_minor": "What is expected.",
            "lower_minor": "The lower end of the interval.",
            "upper_minor": "Its upper end.",
            **_VERSION,
        },
    ),
    "model_evaluations": (
        "How models did against a naive rule. One row per model, data set and metric.",
        {
            "model": "The model.",
            "data_set": "What it was tried on.",
            "metric": "What was measured.",
            "model_value": "What the model reached.",
            "baseline": "The naive rule it is compared with.",
            "baseline_value": "What that rule reached.",
            "is_withdrawn": "Whether the model predicts nothing for that reason.",
            "reason": "Why it was withdrawn.",
        },
    ),
}


def describe_learning_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Comment every learning table of catalogue `tallyhouse` and its columns."""
    for table, (told, columns) in MEANINGS.items():
        name = f"tallyhouse.learning.{table}"
        con.execute(f"comment on table {name} is {_quoted(told)}")
        for column, meaning in columns.items():
            con.execute(f"comment on column {name}.{column} is {_quoted(meaning)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
