"""The dictionary describes every table and column that readers may ask."""

from pathlib import Path

import duckdb

from ingest.contracts import create_raw_schema
from ingest.contracts.comments import UNKNOWN, describe_raw_tables
from models_ml.comments import describe_learning_tables
from models_ml.schema import create_learning_tables
from orchestration.dictionary import dictionary_page

UNDESCRIBED = """
select table_name, column_name from duckdb_columns()
where database_name = 'tallyhouse' and comment is null
union all
select table_name, '' from duckdb_tables()
where database_name = 'tallyhouse' and comment is null
"""


def described(folder: Path) -> Path:
    database = folder / "tallyhouse.duckdb"
    with duckdb.connect(str(database)) as con:
        create_raw_schema(con)
        create_learning_tables(con)
        con.execute('alter table raw.companies add column "it\'s odd" varchar')
        describe_raw_tables(con)
        describe_learning_tables(con)
    return database


def test_every_raw_and_learning_table_and_column_is_described(tmp_path: Path) -> None:
    with duckdb.connect(str(described(tmp_path)), read_only=True) as con:
        assert con.execute(UNDESCRIBED).fetchall() == []
        unknown = con.execute(
            "select column_name from duckdb_columns() where comment = ?", [UNKNOWN]
        ).fetchall()

    assert unknown == [("it's odd",)]


def test_the_page_says_what_the_contract_says(tmp_path: Path) -> None:
    page = dictionary_page(described(tmp_path), "r1")

    assert "Not described." not in page
    assert "| `entity_id` | VARCHAR | Text, of `entities.entity_id`; empty: not" in page
    assert "| `_file` | VARCHAR | The file it came in. |" in page
    assert (
        "| `confidence_score` | INTEGER | From 0, unusual, to 100, as usual. |" in page
    )
