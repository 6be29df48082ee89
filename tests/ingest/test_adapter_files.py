"""Files of other formats reach the same tables, and nothing of them is lost."""

import json

import polars as pl
import pytest

from ingest.adapter_contract import QUARANTINE_SCHEMA, AdapterOutput


class Ledger:
    """An adapter of `key value` lines, one contact each."""

    name = "ledger"
    is_usage = False

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


class Meter:
    """An adapter of one event a file, that notes which files it was asked to read."""

    name = "meter"
    is_usage = True

    def __init__(self) -> None:
        self.read_files: list[str] = []

    def recognises(self, path):
        return path.suffix == ".meter"

    def read(self, path):
        self.read_files.append(path.name)
        event = {
            "_row": 1,
            "event_id": path.stem,
            "company_id": "acme",
            "meter": "calls",
            "occurred_at": "2026-03-01T12:00:00Z",
            "quantity": path.read_text("utf-8"),
        }
        return AdapterOutput({"usage": pl.LazyFrame([event])})


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


def test_a_stripe_customer_is_the_company_that_names_it(home):
    home.write(
        "companies.csv",
        "company_id,entity_id,currency,stripe_customer_id\n"
        "acme,us,USD,cus_1\nsakura,jp,JPY,cus_2\ntwin,jp,JPY,cus_2\n",
    )
    charge = {
        "object": "charge",
        "id": "ch_1",
        "amount": 1500,
        "currency": "usd",
        "created": 1767225600,
        "customer": "cus_1",
        "status": "succeeded",
        "paid": True,
    }
    others = {**charge, "id": "ch_2", "customer": "cus_2"}
    home.write(
        "stripe/charges.json", json.dumps({"object": "list", "data": [charge, others]})
    )

    landing = home.land()

    assert landing.rows("select company_id, amount_minor from raw.payments") == [
        ("acme", 1500)
    ]
    assert landing.quarantine("payments")[0][2:4] == ("company_id", "cus_2")


def test_usage_of_an_adapter_is_read_once_and_only_when_its_turn_comes(home):
    """What lies in the lake is not read again, and one file at a time is in memory."""
    meter = Meter()
    home.write("meter/a.meter", "1")
    home.land(adapters=[meter])
    home.write("meter/b.meter", "x")

    landing = home.land(adapters=[meter])

    assert meter.read_files == ["a.meter", "b.meter"]
    assert landing.rows("select sum(quantity_sum) from raw.usage_daily") == [(1,)]
    assert [row[1:4] for row in landing.quarantine("usage")] == [(1, "quantity", "x")]
