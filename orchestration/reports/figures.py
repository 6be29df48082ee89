"""Reads a run's figures out of its candidate; tables not built yet are left out."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.reports import reconciliations, statements
from orchestration.reports.model import (
    CurrencyAmount,
    Figures,
    Finding,
    ModelEvaluation,
    MrrMovement,
    QuarantineReason,
    Reconciliation,
    SourceCount,
)


def read_figures(database: Path, as_of: date) -> Figures:
    """Read what the run landed, billed, booked and predicted."""
    if not database.exists():
        return Figures()
    with duckdb.connect(str(database), read_only=True) as connection:
        reader = _Reader(connection)
        return Figures(
            sources=_each(SourceCount, reader.rows(statements.SOURCES)),
            quarantine=_each(QuarantineReason, reader.rows(statements.QUARANTINE)),
            conflicts=reader.number(statements.CONFLICTS) or 0,
            unknown_columns=tuple(
                row["named"] for row in reader.rows(statements.UNKNOWN_COLUMNS)
            ),
            unread_files=tuple(
                row["file"] for row in reader.rows(statements.UNREAD_FILES)
            ),
            drafts=_each(CurrencyAmount, reader.rows(statements.DRAFTS)),
            issued=_each(CurrencyAmount, reader.rows(statements.ISSUED)),
            unbalanced_transactions=reader.number(statements.UNBALANCED),
            ledger_postings=reader.number(statements.POSTINGS) or 0,
            receivables=_each(CurrencyAmount, reader.rows(statements.RECEIVABLES)),
            reconciliations=_each(
                Reconciliation,
                [row for one in reconciliations.ALL for row in reader.rows(one)],
            ),
            mrr=_each(MrrMovement, reader.rows(statements.MRR, [as_of])),
            anomalies=reader.number(statements.ANOMALIES) or 0,
            scored=reader.number(statements.SCORED) or 0,
            anomaly_examples=tuple(
                row["example"] for row in reader.rows(statements.ANOMALY_EXAMPLES)
            ),
            findings=_each(Finding, reader.rows(statements.FINDINGS)),
            evaluations=_each(ModelEvaluation, reader.rows(statements.EVALUATIONS)),
            exponents={
                row["currency"]: row["exponent"]
                for row in reader.rows(statements.EXPONENTS)
            },
        )


def row_counts(database: Path) -> dict[str, int]:
    """Count the rows of every table that the run built, by `schema.table`."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(statements.TABLES).fetchall()
        if not tables:
            return {}
        counts = " union all ".join(
            f'select \'{schema}.{name}\', count(*) from "{schema}"."{name}"'
            for schema, name in tables
        )
        return dict(connection.execute(counts).fetchall())


class _Reader:
    """Runs statements over a candidate of which parts may be missing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(
        self, statement: str, parameters: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        try:
            result = self.connection.execute(statement, parameters or [])
        except duckdb.CatalogException:
            return []
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def number(self, statement: str) -> int | None:
        found = self.rows(statement)
        return next(iter(found[0].values())) if found else None


def _each(kind: Any, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**row) for row in rows)
