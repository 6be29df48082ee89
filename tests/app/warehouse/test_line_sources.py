"""The events behind a metered line: deduplicated, corrected, inside its period."""

import csv
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from app.cli import app
from app.preview import CompiledModels, copy_inputs, open_memory, run
from app.views.billing.derivation_rows import source_words
from app.warehouse.derivations import InvoiceLineRow, SourceRow
from app.warehouse.line_sources import EVENTS_MAX, sources_of
from app.warehouse.published import current_version
from app.warehouse.reading import read_rows
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill, land, write_folder

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9")]

STARTED = "2026-02-01"
AS_OF = date(2026, 4, 1)


def event(name: str, at: str, quantity: int, **more: str) -> Row:
    """An event of Acme's traffic; its first receipt is its instant."""
    row: Row = {"event_id": name, "company_id": "acme", "meter": "gb"}
    return {**row, "occurred_at": at, "quantity": quantity, **more}


EVENTS = [
    event("e1", "2026-02-03T12:00:00Z", 5),
    event("e1", "2026-02-03T12:00:00Z", 5),
    event("e2", "2026-02-20T12:00:00Z", 7),
    event("fix", "2026-02-21T12:00:00Z", 9, corrects_event_id="e2"),
    event("too_early", "2026-01-31T12:00:00Z", 100),
    event("march", "2026-03-02T12:00:00Z", 1000),
    event("e2", "2026-03-03T12:00:00Z", 500),
]


SUBSCRIPTION: Row = {"subscription_id": "s", "company_id": "acme"}
ITEM: Row = {"subscription_id": "s", "started_on": STARTED, "meter": "gb"}
PRICE: Row = {"currency": "USD", "effective_from": "2020-01-01"}
PER_UNIT: Row = {"charge_model": "per_unit", "unit_amount": 100}
PERCENT: Row = {
    "charge_model": "percentage",
    "percent": 50,
    "fixed_amount": 3,
    "free_events": 1,
}
WORLD: dict[str, list[Row]] = {
    "products": [
        {"product_id": "gb", "name": "Traffic", "category": "usage"},
        {"product_id": "share", "name": "Share", "category": "usage"},
    ],
    "prices": [
        {"price_id": "gb_list", "product_id": "gb", **PRICE, **PER_UNIT},
        {"price_id": "share_list", "product_id": "share", **PRICE, **PERCENT},
    ],
    "subscriptions": [{**SUBSCRIPTION, "started_on": STARTED}],
    "subscription_items": [
        {"item_id": "traffic", "product_id": "gb", **ITEM},
        {"item_id": "fees", "product_id": "share", **ITEM},
    ],
}
WHOLE = """
copy (
    select
        'w1' as event_id, 'acme' as company_id, 'gb' as meter,
        timestamptz '2026-02-27 12:00:00+00' as occurred_at,
        timestamptz '2026-02-27 12:00:00+00' as received_at,
        4::decimal(18, 6) as quantity
) to '{file}' (format parquet)
"""


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """A home with the traffic of two months drafted, its lake beside it."""
    folder = tmp_path_factory.mktemp("home")
    con = bill(folder, compiled_models, as_of=AS_OF, **WORLD, usage=EVENTS)
    publish_billed(folder, "r1", con)
    return folder


def line_of(home: Path, month: int, item: str = "traffic") -> InvoiceLineRow:
    lines = read_rows(current_version(home), ReaderScope.everyone(), InvoiceLineRow)
    (line,) = [
        one
        for one in lines
        if one.period_start == date(2026, month, 1) and one.item_id == item
    ]
    return line


def sources(home: Path, line: InvoiceLineRow, most: int = 100) -> tuple[SourceRow, ...]:
    return sources_of(current_version(home), line, events_max=most)


def test_events_that_count_are_named_once_as_corrected_with_file_and_row(
    home: Path,
) -> None:
    line = line_of(home, 2)
    found = sources(home, line)

    assert [(row.key, row.quantity, row.place) for row in found] == [
        ("e1", Decimal(5), "usage.csv, row 2"),
        ("e2", Decimal(9), "usage.csv, row 4, as corrected by fix"),
    ]
    assert sum(row.quantity or 0 for row in found) == line.quantity


@pytest.mark.rule("3.7", "trap 18")
def test_an_event_that_contradicts_an_earlier_one_is_behind_no_line(
    home: Path,
) -> None:
    line = line_of(home, 3, "fees")

    assert [row.key for row in sources(home, line)] == ["march"]


@pytest.mark.rule("3.4")
def test_a_percentage_line_names_each_transaction_with_its_fee(home: Path) -> None:
    line = line_of(home, 2, "fees")
    found = sources(home, line)
    charges = [row.charge for row in found if row.charge]

    # the first 5 are free; of the second 9 are charged at 50 % and a fee of 3
    assert [(row.key, row.quantity) for row in found] == [("e1", 5), ("e2", 9)]
    assert [one.is_free for one in charges] == [True, False]
    assert [one.charged_quantity for one in charges] == [0, 9]
    assert [one.fee_minor for one in charges] == [0, 3]
    assert [one.charge_minor for one in charges] == [0, Decimal("7.5")]
    assert line.amount_minor == 8
    assert source_words(found[0]).endswith("5: free  [usage.csv, row 2]")
    assert "9: charges 7.5, of that fee 3  [usage.csv" in source_words(found[1])


def test_events_of_an_earlier_folder_in_the_same_lake_are_behind_no_line(
    home: Path, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    shutil.copytree(home / "lake", tmp_path / "lake")
    other = bill(
        tmp_path, compiled_models, as_of=AS_OF, **{**WORLD, "usage": EVENTS[2:3]}
    )
    publish_billed(tmp_path, "r2", other)

    assert [row.key for row in sources(tmp_path, line_of(tmp_path, 2))] == ["e2"]


def test_a_typed_file_that_lies_whole_in_the_lake_is_read_as_well(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    data = write_folder(tmp_path / "data", {**WORLD, "usage": EVENTS[:1]})
    (data / "usage").mkdir()
    (data / "usage.csv").rename(data / "usage" / "a.csv")
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(WHOLE.format(file=data / "usage" / "whole.parquet"))
    database = land(tmp_path, data, AS_OF)
    with open_memory() as con:
        copy_inputs(con, database)
        run(con, compiled_models)
        publish_billed(tmp_path, "r1", con)

    found = sources(tmp_path, line_of(tmp_path, 2))

    assert [(row.key, row.place) for row in found] == [
        ("e1", "usage/a.csv, row 2"),
        ("w1", "usage/whole.parquet, row 1"),
    ]


def test_a_home_that_lost_its_lake_still_names_what_the_version_keeps(
    home: Path, tmp_path: Path
) -> None:
    shutil.copytree(home / "published", tmp_path / "published")
    (tmp_path / "current").symlink_to(tmp_path / "published" / "r1")

    found = sources(tmp_path, line_of(tmp_path, 2))

    assert [(row.key, row.quantity) for row in found] == [("e1", 5), ("e2", 9)]
    assert "lake day 2026-02-20" in found[-1].place


def test_too_many_events_are_days_of_the_lake_with_their_count(home: Path) -> None:
    line = line_of(home, 2)
    found = sources(home, line, 1)

    assert all(row.is_rollup for row in found)
    assert sum(row.events for row in found) == 2
    assert sum(row.quantity or 0 for row in found) == line.quantity
    assert "lake day 2026-02-03" in found[0].place


def test_a_file_holds_each_event_where_the_screen_shows_days(
    tmp_path: Path, compiled_models: CompiledModels, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [
        event(f"e{n}", "2026-02-03T12:00:00Z", 1, received_at="2026-02-03T12:00:00Z")
        for n in range(EVENTS_MAX + 1)
    ]
    items = WORLD["subscription_items"][:1]
    world = {**WORLD, "usage": many, "subscription_items": items}
    con = bill(tmp_path, compiled_models, as_of=AS_OF, **world)
    publish_billed(tmp_path, "r1", con)
    line = line_of(tmp_path, 2)
    target = tmp_path / "why.csv"
    asked = ["why", line.invoice_id, "--line", str(line.line_no)]
    home = ["--home", str(tmp_path)]

    assert app([*asked, *home], result_action="return_value") == 0
    shown = capsys.readouterr().out
    code = app([*asked, "--csv", str(target), *home], result_action="return_value")

    assert code == 0
    assert "(1, days of usage, 10,001 events)" in shown
    with target.open(newline="", encoding="utf-8") as file:
        written = [row for row in csv.DictReader(file) if row["row"] == "source"]
    assert {row["key"] for row in written} == {row["event_id"] for row in many}
