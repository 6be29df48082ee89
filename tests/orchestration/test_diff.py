"""Two published versions are compared by company, invoice and line."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from app.preview import Change, CompiledModels
from orchestration.cli import run_command
from orchestration.comparison import compare_versions
from orchestration.home import Home
from orchestration.publishing import database_of, remove_version
from orchestration.reports.differences import Currencies
from tests.support.books import SEATS
from tests.support.published import RUNS, publish_copy, publish_version
from tests.support.world import CUSTOMER

pytestmark = pytest.mark.slow

BEFORE, AFTER = RUNS
OTHER = {**CUSTOMER, "company_id": "zeta", "name": "Zeta"}
SEATS_AFTER = {
    **SEATS,
    "companies": [CUSTOMER, OTHER],
    "subscriptions": [
        {**SEATS["subscriptions"][0], "ended_on": "2026-03-01"},
        {
            "subscription_id": "z",
            "company_id": "zeta",
            "started_on": "2026-03-01",
        },
    ],
    "subscription_items": [
        {**SEATS["subscription_items"][0], "quantity": "4"},
        {
            "item_id": "z-seats",
            "subscription_id": "z",
            "product_id": "seat",
            "started_on": "2026-03-01",
            "quantity": "1",
        },
    ],
}


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
    seats_version: Path,
) -> Home:
    """Two versions: a seat more, a month less, and a customer more."""
    home = Home(tmp_path_factory.mktemp("diff") / "home")
    publish_copy(home, BEFORE, seats_version)
    publish_version(home, AFTER, compiled_models, **SEATS_AFTER)
    return home


def test_lines_are_added_removed_and_changed_with_their_amounts(home: Home) -> None:
    found = compare_versions(database_of(home, BEFORE), database_of(home, AFTER))

    assert [
        (
            row.change,
            row.key.company_id,
            str(row.key.period_start),
            row.difference_minor,
        )
        for row in found.lines
    ] == [
        (Change.CHANGED, "acme", "2026-01-01", 10_000),
        (Change.CHANGED, "acme", "2026-02-01", 10_000),
        (Change.REMOVED, "acme", "2026-03-01", -30_000),
        (Change.ADDED, "zeta", "2026-03-01", 10_000),
    ]
    assert [(one.company_id, one.difference_minor) for one in found.totals] == [
        ("acme", -10_000),
        ("zeta", 10_000),
    ]


def test_a_version_does_not_differ_from_itself(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYHOUSE_HOME", str(home.root))

    assert run_command(["diff", BEFORE, BEFORE]) == 0

    assert "No invoice, no line" in capsys.readouterr().out


def test_the_command_says_it_in_words(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYHOUSE_HOME", str(home.root))

    assert run_command(["diff", BEFORE, AFTER]) == 0

    told = capsys.readouterr().out
    assert f"From {BEFORE} to {AFTER}" in told
    assert "+100.00 USD" in told
    assert "- draft:us:acme:USD:2026-03-01" in told
    assert "+ draft:us:zeta:USD:2026-03-01" in told
    assert "3 x 100.00 -> 4 x 100.00" in told


def test_programs_get_json_and_csv_in_the_same_order_each_time(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYHOUSE_HOME", str(home.root))
    printed = []
    for form in ("--json", "--csv", "--json", "--csv"):
        assert run_command(["diff", BEFORE, AFTER, form]) == 0
        printed.append(capsys.readouterr().out)

    lines = json.loads(printed[0])["lines"]
    rows = list(csv.DictReader(io.StringIO(printed[1])))

    assert printed[:2] == printed[2:]
    assert [line["change"] for line in lines] == [row["change"] for row in rows]
    assert rows[0]["before_quantity"] != rows[0]["after_quantity"]
    assert rows[0]["difference_minor"] == "10000"


def test_one_company_can_be_asked_for(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYHOUSE_HOME", str(home.root))

    run_command(["diff", BEFORE, AFTER, "--company", "zeta", "--json"])
    told = json.loads(capsys.readouterr().out)
    unknown = run_command(["diff", BEFORE, AFTER, "--company", "zetta"])

    assert {line["key"]["company_id"] for line in told["lines"]} == {"zeta"}
    assert unknown == 2
    assert "zetta" in capsys.readouterr().err


def test_a_version_that_was_cleaned_away_is_named(
    tmp_path: Path,
    seats_version: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = Home(tmp_path / "home")
    publish_copy(home, BEFORE, seats_version)
    publish_copy(home, AFTER, seats_version)
    remove_version(home, BEFORE)
    monkeypatch.setenv("TALLYHOUSE_HOME", str(home.root))

    cleaned = run_command(["diff", BEFORE, AFTER])
    told = capsys.readouterr().err
    unknown = run_command(["diff", "0007-2026-03-31", AFTER])

    assert (cleaned, unknown) == (2, 2)
    assert "cleaned away" in told
    assert f"Kept here: {AFTER}" in told
    assert "no published version 0007" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("unit_amount", "currency", "said"),
    [
        ("10000.0000000000", "USD", "100.00"),
        ("12.5", "USD", "0.125"),
        ("450", "USD", "4.50"),
        ("600", "JPY", "600"),
        ("0.5", "JPY", "0.5"),
        ("123456789", "USD", "1,234,567.89"),
        ("-1250", "KWD", "-1.250"),
        (None, "USD", "-"),
    ],
)
def test_a_unit_price_is_written_in_major_units(
    unit_amount: str | None, currency: str, said: str
) -> None:
    currencies = Currencies({"USD": 2, "JPY": 0, "KWD": 3})
    given = None if unit_amount is None else Decimal(unit_amount)

    assert currencies.price(given, currency) == said
