"""Files of other formats reach the same tables, and nothing of them is lost."""

import polars as pl
import pytest

from ingest.adapter_contract import QUARANTINE_SCHEMA, AdapterOutput


class Ledger:
    """An adapter of `key value` lines, one contact each."""

    name = "ledger"

    def recognises(self, path):
        return path.suffix == ".ledger"

    def read(self, path):
        assert path.suffix == ".ledger"
        refused = pl.DataFrame(
            [
                ("contacts", 2, "company_id", "?", "is a riddle", "{}"),
                (None, 3, None, None, "is of no table", "{}"),
            ],
            schema=QUARANTINE_SCHEMA,
            orient="row",
        )
        rows = pl.LazyFrame(
            {"_row": [1, 4], "contact_id": ["c", "d"], "company_id": ["acme", "x"]}
        )
        return AdapterOutput({"contacts": rows}, refused, 4)


@pytest.fixture
def landing(home):
    home.write("contacts.csv", "contact_id,company_id\nb,acme\n")
    home.write("ledger/book.ledger", "whatever")
    return home.land(adapters=[Ledger()])


def test_rows_of_an_adapter_are_held_against_the_contract(landing):
    assert landing.rows(
        "select contact_id, _source, _file, _row from raw.contacts order by 1"
    ) == [
        ("b", "folder", "contacts.csv", 2),
        ("c", "ledger", "ledger/book.ledger", 1),
    ]
    assert [row[1:4] for row in landing.quarantine("contacts")] == [
        (2, "company_id", "?"),
        (4, "company_id", "x"),
    ]


def test_every_record_of_an_adapted_file_is_counted(landing):
    counts = [count for count in landing.report.files if count.source == "ledger"]

    assert [(c.table, c.records, c.accepted, c.quarantined) for c in counts] == [
        ("contacts", 3, 1, 2),
        ("", 1, 0, 1),
    ]
    assert landing.rows("select count(*) from raw.quarantine") == [(3,)]
