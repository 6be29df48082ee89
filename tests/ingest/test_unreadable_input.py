"""Input that stops the run before anything is written, and what it is told."""

import os

import polars as pl
import pytest

from ingest.errors import UnreadableInputError


def refused(home) -> UnreadableInputError:
    """Land, expect a refusal, and expect that nothing was written."""
    database = home.root / "run" / "tallyhouse.duckdb"
    with pytest.raises(UnreadableInputError) as caught:
        home.land(database=database)
    assert not database.parent.exists()
    assert not (home.root / "landed").exists()
    assert not home.lake.exists()
    return caught.value


def test_a_missing_required_column_stops_the_run(home):
    home.write("payments.csv", "payment_id,company_id,received_at\np1,acme,x\n")

    error = refused(home)

    assert error.column == "amount_minor"
    assert str(error) == (
        "payments.csv, column amount_minor: the required column `amount_minor` of "
        "table payments is missing. Add the column `amount_minor`; the file has "
        "payment_id, company_id, received_at."
    )


def test_a_column_of_another_spelling_is_suggested(home):
    home.write("usage.csv", "event_id,Company_ID,meter,occurred_at,quantity\n")

    assert "Rename the column `Company_ID` to `company_id`" in str(refused(home))


def test_a_missing_mandatory_table_stops_the_run(home):
    (home.data / "prices.csv").unlink()

    assert "prices.csv: the folder has no such table" in str(refused(home))


def test_a_folder_that_does_not_exist_stops_the_run(home):
    home.root = home.root / "elsewhere"

    assert "there is no such folder" in str(refused(home))


def test_a_truncated_parquet_file_stops_the_run(home):
    path = home.data / "contacts.parquet"
    pl.DataFrame({"contact_id": ["c"], "company_id": ["acme"]}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])

    assert "contacts.parquet: it is not a whole Parquet file" in str(refused(home))


def test_a_file_of_another_encoding_names_the_byte_and_the_line(home):
    home.write(
        "contacts.csv", "contact_id,company_id\n1,acme\n2,Jos\u00e9\n".encode("latin-1")
    )

    error = str(refused(home))

    assert "contacts.csv: byte 35 (line 3) is not UTF-8" in error
    assert "Save the file again with the encoding UTF-8" in error


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["contacts.csv", "contacts.jsonl"])
def test_an_empty_file_stops_the_run(home, name, content):
    home.write(name, content)

    assert f"{name}: it is empty, not even a header row" in str(refused(home))


def test_a_repeated_column_name_stops_the_run(home):
    home.write("contacts.csv", "contact_id,company_id,email,email\n")

    assert "names `email` twice" in str(refused(home))


def test_a_header_alone_is_an_empty_table(home):
    home.write("contacts.csv", "contact_id,company_id\n")

    landing = home.land()

    assert landing.rows("select count(*) from raw.contacts") == [(0,)]
    assert landing.count("contacts.csv").records == 0


def test_a_link_out_of_the_folder_is_refused(home, tmp_path):
    outside = tmp_path / "secret.csv"
    outside.write_text("contact_id,company_id\nx,acme\n")
    (home.data / "contacts.csv").symlink_to(outside)

    error = str(refused(home))

    assert "contacts.csv: it is a link that leads out of the folder" in error
    assert "Copy the file itself" in error


def test_a_linked_folder_out_of_the_folder_is_refused(home, tmp_path):
    (tmp_path / "outside").mkdir()
    os.symlink(tmp_path / "outside", home.data / "usage")

    assert "usage: it is a link" in str(refused(home))


def test_a_link_inside_the_folder_is_read(home):
    home.write("kept/people.txt", "contact_id,company_id\nx,acme\n")
    (home.data / "contacts.csv").symlink_to(home.data / "kept" / "people.txt")

    assert home.land().rows("select contact_id from raw.contacts") == [("x",)]
