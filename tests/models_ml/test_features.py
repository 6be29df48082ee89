"""What the anomaly model sees of an invoice is written down for people."""

from pathlib import Path

from models_ml import anomalies
from models_ml.features.invoices import FEATURES
from models_ml.schema import LEARNING_TABLES
from tests.models_ml.history import query, warehouse


def test_the_table_has_a_column_for_each_feature_in_the_model_s_order() -> None:
    columns = [line.split()[0] for line in _lines("invoice_features")]

    assert columns[:3] == ["invoice_id", "company_id", "is_draft"]
    assert columns[3:] == list(FEATURES)


def test_a_draft_as_usual_has_no_jump_and_a_tenfold_one_has(tmp_path: Path) -> None:
    database = warehouse(tmp_path)
    query(
        database,
        "update marts.invoice_lines set amount_minor = 10 * amount_minor "
        "where invoice_id = 'c3-14'",
    )

    anomalies.predict(database)

    [(rows,)] = query(database, "select count(*) from learning.invoice_features")
    [(usual, tenfold)] = query(
        database,
        "select max(total_ratio) filter (invoice_id = 'c4-14'), "
        "max(total_ratio) filter (invoice_id = 'c3-14') from learning.invoice_features",
    )
    assert rows > 0
    assert usual < 1 < tenfold


def _lines(table: str) -> list[str]:
    return [line for line in LEARNING_TABLES[table].split("\n") if line.strip()]
