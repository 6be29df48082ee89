"""Why a line is what it is: by command and function, within the reader's companies."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from app.actions.workplace import workplace_of
from app.cli import app
from app.domain.refusals import NotFoundError
from app.views.billing.derivation_rows import COLUMNS
from app.views.billing.lines_explained import LineExplained, explain_lines
from app.warehouse.published import current_version
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.acme import DRAFT_ID
from tests.app.warehouse.billed import PublishAcme, acme_database, publish_acme
from tests.app.warehouse.published_home import publish_file

__all__ = ["acme_database", "publish_acme"]

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.9")]


@pytest.fixture
def home(tmp_path: Path, publish_acme: PublishAcme) -> Path:
    publish_acme(tmp_path)
    return tmp_path


def call(home: Path, *arguments: str) -> int:
    return app(["why", *arguments, "--home", str(home)], result_action="return_value")


def explained(home: Path, invoice: str, scope: ReaderScope) -> LineExplained:
    store = workplace_of(home).store
    try:
        (one,) = explain_lines(
            invoice, version=current_version(home), scope=scope, store=store
        )
    finally:
        store.close()
    return one


def test_the_command_says_price_quantity_product_and_rounding(home, capsys):
    assert call(home, DRAFT_ID, "--line", "1") == 0

    told = capsys.readouterr().out
    assert "line 1: recurring seat for acme, 1 Mar 2026 to 31 Mar 2026" in told
    assert "Price seat_list, the list price" in told
    assert "3 x USD 100.00 = USD 300.00" in told
    assert "rounded half away from zero" in told
    assert "300.00 USD" in told
    assert "subscription_items seats  2026-01-01  3" in told


def test_a_held_draft_is_said_to_be_with_its_reason(tmp_path, acme_database, capsys):
    held = tmp_path / "held.duckdb"
    held.write_bytes(acme_database.read_bytes())
    with duckdb.connect(str(held)) as con:
        con.execute(
            "update marts.invoices set status = 'pending_review', "
            "reason = 'no_price item seats' where invoice_id = ?",
            [DRAFT_ID],
        )
    home = tmp_path / "home"
    publish_file(home, "r1", held)

    assert call(home, DRAFT_ID, "--line", "1") == 0
    assert (
        "Held (no_price item seats): it cannot be issued until that is gone or "
        "somebody overrides it with a reason."
    ) in capsys.readouterr().out


def test_an_imported_line_names_its_file_and_row(home, capsys):
    assert call(home, "INV-00001") == 0

    assert "Imported as issued: issued_invoice_lines.csv, row 2" in (
        capsys.readouterr().out
    )


def test_steps_and_sources_are_exported_as_csv(home, tmp_path, capsys):
    target = tmp_path / "why.csv"

    assert call(home, DRAFT_ID, "--csv", str(target)) == 0

    with target.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == COLUMNS
    assert {row["row"] for row in rows} == {"step", "source"}
    (unit,) = [row for row in rows if row["step"] == "per_unit"]
    assert (unit["factor_numerator"], unit["factor_denominator"]) == (
        "3000000",
        "1000000",
    )
    assert unit["unit_amount"] == "10000"


def test_a_csv_that_cannot_be_written_is_a_users_mistake(home, tmp_path, capsys):
    target = tmp_path / "missing" / "why.csv"

    assert call(home, DRAFT_ID, "--csv", str(target)) == 2

    told = capsys.readouterr()
    assert "why.csv cannot be written" in told.err
    assert "Name a file in a folder that exists" in told.err
    assert told.out == ""


def test_json_holds_the_same_rows(home, capsys):
    assert call(home, DRAFT_ID, "--json") == 0

    rows = json.loads(capsys.readouterr().out)
    assert [row["so_far_minor"] for row in rows if row["row"] == "step"][-1] == 30000


def test_an_unknown_invoice_or_line_is_a_users_mistake(home, capsys):
    assert call(home, "INV-99999") == 2
    assert "not in the published version" in capsys.readouterr().err
    assert call(home, DRAFT_ID, "--line", "9") == 2
    assert "has no line 9; it has line 1 alone" in capsys.readouterr().err


def test_a_reader_of_other_companies_sees_nothing(home):
    assert explained(home, DRAFT_ID, ReaderScope.only("acme")).steps
    with pytest.raises(NotFoundError):
        explained(home, DRAFT_ID, ReaderScope.only("other"))
    with pytest.raises(NotFoundError):
        explained(home, DRAFT_ID, ReaderScope())
