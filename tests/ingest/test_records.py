"""Every physical record of a file is accepted or quarantined, whatever its shape."""

import csv
import io
from datetime import timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading.csv_reader import read_csv
from ingest.reading.csv_records import split_records
from ingest.reading.jsonl_reader import read_jsonl
from ingest.reading.parquet_reader import read_parquet

TEXT = st.text(alphabet=st.sampled_from('ab,"\n\r =é0;\t'), min_size=1, max_size=6)


def read(tmp_path, content, reader=read_csv):
    path = tmp_path / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return reader(path, "file")


def test_an_unclosed_quote_costs_its_own_line_and_no_other(tmp_path):
    text = read(tmp_path, 'id,name\n1,a\n2,"open\n3,c\n4,"d"\n5,e\n')

    rows = text.rows.collect()
    assert rows.select("_row", "id", "name").rows() == [
        (2, "1", "a"),
        (4, "3", "c"),
        (5, "4", "d"),
        (6, "5", "e"),
    ]
    assert text.shapeless["row_number"].to_list() == [3]
    assert text.shapeless["record"].to_list() == ['2,"open']
    assert "a quote is not closed" in text.shapeless["reason"][0]
    assert text.records == 5


def test_an_unclosed_quote_on_the_last_line_is_counted(tmp_path):
    text = read(tmp_path, 'id,name\n1,a\n2,"open')

    assert text.rows.collect()["id"].to_list() == ["1"]
    assert text.records == 2


def test_a_line_break_inside_quotes_belongs_to_the_text(tmp_path):
    text = read(tmp_path, 'id,name\r\n1,"two\r\nlines, ""so"""\r\n2,b\r\n')

    assert text.rows.collect().rows() == [
        (2, "1", 'two\r\nlines, "so"'),
        (4, "2", "b"),
    ]


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path):
    text = read(tmp_path, "﻿id,name\n1,a\n")

    assert text.columns == ("id", "name")


def test_short_and_long_rows_are_kept_with_their_number(tmp_path):
    text = read(tmp_path, "id,name\n1\n2,b\n\n3,c,d\n")

    assert text.rows.collect().rows() == [(3, "2", "b")]
    assert text.shapeless["row_number"].to_list() == [2, 5]
    assert "fewer fields than the 2" in text.shapeless["reason"][0]
    assert "more fields than the 2" in text.shapeless["reason"][1]


def test_many_unclosed_quotes_end_in_a_reading_line_by_line():
    lines = ["id,name", *(f'{n},"x' if n % 2 else f"{n},y" for n in range(1001))]

    split = split_records("\n".join(lines) + '\n9,"z"')

    assert split.well_formed.height + split.broken.height == len(lines) + 1


@given(
    rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8),
    is_crlf=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, rows, is_crlf):
    file = io.StringIO(newline="")
    writer = csv.writer(
        file, lineterminator="\r\n" if is_crlf else "\n", quoting=csv.QUOTE_ALL
    )
    writer.writerows([("a", "b"), *rows])

    text = read(tmp_path_factory.mktemp("csv"), file.getvalue())

    assert text.rows.collect().select("a", "b").rows() == rows
    assert text.shapeless.height == 0


@given(lines=st.lists(st.text(alphabet='ab,"', min_size=1, max_size=7), max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_record_is_lost_or_told_twice(tmp_path_factory, lines):
    text = read(tmp_path_factory.mktemp("csv"), "\n".join(["a,b", *lines]))

    numbers = [
        *text.rows.collect()["_row"].to_list(),
        *text.shapeless["row_number"].to_list(),
    ]
    assert len(numbers) == len(set(numbers))
    held = sum(
        cell.count("\n")
        for row in text.rows.collect().select("a", "b").rows()
        for cell in row
        if cell
    )
    assert len(numbers) + held == len(lines)


def test_a_json_line_that_is_no_object_is_kept_with_its_number(tmp_path):
    text = read(tmp_path, '{"id": 1}\nnot json\n[1]\n{"id": "2"}\n', read_jsonl)

    assert text.rows.collect().rows() == [(1, "1"), (4, "2")]
    assert text.shapeless["row_number"].to_list() == [2, 3]


def test_a_json_number_that_a_float_would_change_is_refused(tmp_path):
    text = read(tmp_path, '{"q": 12345678901234567.25}\n{"q": 0.1}\n', read_jsonl)

    assert text.rows.collect()["q"].to_list() == ["0.1"]
    assert "write it as a string" in text.shapeless["reason"][0]


def test_nested_json_stays_json(tmp_path):
    text = read(tmp_path, '{"properties": {"a": [1, 2]}}\n', read_jsonl)

    assert text.rows.collect()["properties"].to_list() == ['{"a":[1,2]}']


@pytest.mark.parametrize("name", ["plain.parquet", "odd [1]*.parquet"])
def test_native_types_of_parquet_become_the_contract_s_text(tmp_path, name):
    path = tmp_path / name
    frame = duckdb.sql(
        """
        select date '2026-03-01' as d, true as b, 1.50::decimal(9, 2) as q,
            timestamptz '2026-03-01 10:00:00+02' as t, {'k': 1} as properties
        """
    ).pl()
    lasted = pl.lit(timedelta(minutes=30), pl.Duration("ms"))
    frame.with_columns(
        lasted=lasted, never=pl.lit(None, pl.Duration("ns"))
    ).write_parquet(path)

    text = read_parquet(path, name).rows.collect()

    assert text.row(0) == (
        1,
        "2026-03-01",
        "true",
        "1.50",
        "2026-03-01 08:00:00+00",
        '{"k":1}',
        "1800000 ms",
        None,
    )
