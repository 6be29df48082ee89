"""`tallyhouse preview` reads changed rows, answers in words or JSON, writes nothing."""

import json
import re
from pathlib import Path

import pytest

from app.cli import app
from ingest.contracts import CONTRACTS
from orchestration.cli import run_command
from orchestration.home import Home
from orchestration.row_rules import broken_rule
from tests.support.published import RUNS, publish_copy

RUN = RUNS[0]
MARCH = "draft:us:acme:USD:2026-03-01"
FIVE = "subscription_items item_id=seats quantity=5"
REPEATING = "discount_id=d company_id=acme kind=percent value=5 duration=repeating"
FIRST_OF_MARCH = "effective_at=2026-03-01T00:00:00Z"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, seats_version: Path) -> Home:
    """One version of three seats."""
    home = Home(tmp_path_factory.mktemp("preview") / "home")
    publish_copy(home, RUN, seats_version)
    return home


@pytest.fixture
def home(published: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home that commands mean."""
    monkeypatch.setenv("TALLYHOUSE_HOME", str(published.root))
    return published


@pytest.mark.slow
def test_a_changed_row_on_the_command_line_is_answered_in_words(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_command(["preview", "--change", FIVE])

    told = capsys.readouterr().out
    assert code == 0
    assert f"Preview of 1 changed row on {RUN}, as of 2026-03-31, for acme" in told
    assert "Nothing was written" in told
    assert "+600.00 USD" in told
    assert "3 x 100.00 -> 5 x 100.00" in told


@pytest.mark.slow
def test_files_named_like_tables_say_what_becomes_of_each_row(
    home: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "subscription_items.csv").write_text(
        "_change,item_id,subscription_id,product_id,quantity\n"
        "remove,seats,,,\n"
        "add,fresh,s,seat,2\n"
    )

    code = run_command(["preview", str(tmp_path), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["companies"] == ["acme"]
    assert {(row["change"], row["key"]["item_id"]) for row in told["lines"]} == {
        ("removed", "seats"),
        ("added", "fresh"),
    }
    assert [row["difference_minor"] for row in told["totals"]] == [-30_000]


@pytest.mark.slow
def test_a_later_day_may_be_asked_for(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_command(["preview", "--change", FIVE, "--as-of", "2026-04-01", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["as_of"] == "2026-04-01"
    assert {row["key"]["period_start"] for row in told["lines"]} == {
        f"2026-0{month}-01" for month in (1, 2, 3, 4)
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say what would change"),
        (["nowhere"], "no file or folder nowhere"),
        (["--change", "subscription_items"], "this is not a row"),
        (["--change", "subscription_items drop item_id=seats"], "no kind of change"),
        (["--change", "subscription_items item_id='seats"], "No closing quotation"),
        (["--change", "subscription_items item_id=seats quantity=x"], "plain decimal"),
        (["--change", FIVE, "--company", "acmee"], "no company acmee"),
        (["--change", FIVE, "--run", "0009-2026-01-01"], "no published version"),
    ],
)
def test_a_mistake_is_said_in_words(
    home: Home, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_command(["preview", *arguments])

    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("prices.csv", ""), "prices.csv is empty"),
        (("prices.csv", "price_id,unit_amount\nseat_list\n"), "prices.csv, row 2"),
        (("prices.csv", "price_id,unit_amount\nseat_list,x\n"), "prices.csv, row 2"),
        (("prices.csv", "price_id;unit_amount\nseat_list;1\n"), "by semicolons. Save"),
        (("prices.csv", "price_id\tunit_amount\nseat_list\t1\n"), "by tabs. Save"),
        (("price.csv", "price_id\nseat_list\n"), "Did you mean prices"),
        (("prices.json", "{}"), "is not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_previewed_is_named(
    home: Home,
    file: tuple[str, str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / file[0]
    path.write_text(file[1])

    code = run_command(["preview", str(path)])

    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.rule("5.2")
def test_a_draft_that_was_issued_since_is_named_and_changes_no_more(
    seats_version: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish_copy(Home(tmp_path), RUN, seats_version)
    monkeypatch.setenv("TALLYHOUSE_HOME", str(tmp_path))
    issue = ["issue-invoice", MARCH, "--home", str(tmp_path)]
    assert app(issue, result_action="return_value") == 0
    capsys.readouterr()

    run_command(["preview", "--change", FIVE])
    words = capsys.readouterr().out
    run_command(["preview", "--change", FIVE, "--json"])
    told = json.loads(capsys.readouterr().out)

    assert f"Issued since {RUN} was published" in words
    assert "Run once and preview on that" in words
    assert re.search(rf"us:INV-00001, issued \d{{4}}-.* UTC from {MARCH}", words)
    (issued,) = told["issued_since"]
    assert (issued["draft_id"], issued["invoice_no"]) == (MARCH, "INV-00001")
    assert {row["key"]["period_start"] for row in told["lines"]} == {
        *("2026-01-01", "2026-02-01")
    }
    # two more seats in two months, and not in the issued third
    assert [row["difference_minor"] for row in told["totals"]] == [40_000]


@pytest.mark.slow
def test_nothing_in_the_home_is_touched(home: Home) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}

    run_command(["preview", "--change", FIVE])

    assert {path: path.stat().st_mtime_ns for path in home.root.rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            f"subscription_changes change_id=c item_id=seats {FIRST_OF_MARCH}",
            "quantity is empty (a change names a quantity, a price_id or both)",
        ),
        (
            "prices price_id=seat_list charge_model=flat",
            "flat_amount is empty (a price of charge_model `flat` needs flat_amount)",
        ),
        (
            f"discounts {REPEATING} starts_on=2026-01-01",
            "periods is empty (a repeating discount says for how many periods)",
        ),
    ],
)
def test_a_row_that_a_run_would_quarantine_is_refused(
    home: Home, capsys: pytest.CaptureFixture[str], change: str, said: str
) -> None:
    code = run_command(["preview", "--change", change])

    told = capsys.readouterr().err
    assert code == 2
    assert said in told
    assert "A run would quarantine the row." in told


def test_every_rule_of_every_table_can_be_asked_of_a_row() -> None:
    for contract in CONTRACTS:
        broken_rule(contract.name, {})
