"""What the anomaly model sees of an invoice is written down for people."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_ml import anomalies
from models_ml.features.history import medians_so_far
from models_ml.features.invoices import FEATURES
from models_ml.schema import LEARNING_TABLES
from tests.models_ml.history import query, warehouse


def test_the_table_has_a_column_for_each_feature_in_the_model_s_order() -> None:
    columns = [line.split()[0] for line in _lines("invoice_features")]

    assert columns[:3] == ["invoice_id", "company_id", "is_draft"]
    assert columns[3:] == list(FEATURES)


@pytest.mark.slow
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


def test_what_was_usual_is_told_once_a_day_of_all_invoices_up_to_it() -> None:
    billed = [(1, date(2026, 1, 1), 10.0), (1, date(2026, 1, 1), 30.0)]
    billed += [(1, date(2026, 2, 1), None), (2, date(2026, 1, 9), 7.0)]
    frame = pl.DataFrame(billed, ["series_no", "invoice_date", "price"], orient="row")

    usual = medians_so_far(frame, ["series_no"])

    assert usual.rows() == [
        (1, date(2026, 1, 1), 2, 20.0),
        (1, date(2026, 2, 1), 3, 20.0),
        (2, date(2026, 1, 9), 1, 7.0),
    ]


_PRICES = st.floats(0.001, 1e9) | st.none()


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 3), st.dates(), _PRICES), max_size=30))
def test_a_usual_price_is_the_median_of_duckdb_to_the_last_bit(rows: list) -> None:
    schema = {"series_no": pl.Int32, "invoice_date": pl.Date, "price": pl.Float64}
    billed = pl.DataFrame(rows, schema, orient="row").sort("series_no", "invoice_date")

    usual = medians_so_far(billed, ["series_no"])

    with duckdb.connect() as con:
        con.register("billed", billed)
        windowed = con.execute(_WINDOWED).fetchall()
    assert usual.rows() == windowed


_WINDOWED = """
select distinct
    series_no,
    invoice_date,
    count(*) over so_far,
    median(price) over so_far
from billed
window so_far as (partition by series_no order by invoice_date)
order by all
"""


def _lines(table: str) -> list[str]:
    return [line for line in LEARNING_TABLES[table].split("\n") if line.strip()]
