"""An invoice of this home is explained by the version it was issued from."""

import shutil
from pathlib import Path

import duckdb
import pytest

from app.actions.workplace import workplace_of
from app.cli import app
from app.domain.refusals import NotFoundError
from app.preview import CompiledModels
from app.views.billing.lines_explained import LineExplained, explain_lines
from app.warehouse.published import current_version
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.acme import AS_OF, DRAFT_ID, tables
from tests.app.warehouse.billed import PublishAcme, acme_database, publish_acme
from tests.app.warehouse.published_home import publish_billed
from tests.support.world import Row, bill

__all__ = ["acme_database", "publish_acme"]

pytestmark = [pytest.mark.slow, pytest.mark.rule("5.2", "5.9")]


@pytest.fixture(scope="module")
def billed_after(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    """The next run of the same business, whose March was issued as INV-00003."""
    given = tables()
    header: Row = {**given["issued_invoices"][-1], "invoice_no": "INV-00003"}
    dates: Row = {"invoice_date": "2026-03-01", "due_date": "2026-03-31"}
    march: Row = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
    line: Row = {**given["issued_invoice_lines"][-1], "invoice_no": "INV-00003"}
    given["issued_invoices"].append({**header, **dates})
    given["issued_invoice_lines"].append({**line, **march})
    return bill(tmp_path_factory.mktemp("after"), compiled_models, as_of=AS_OF, **given)


@pytest.fixture
def home(
    tmp_path: Path,
    publish_acme: PublishAcme,
    billed_after: duckdb.DuckDBPyConnection,
) -> Path:
    """A home that issued March from run `r1`, and then published `r2`."""
    publish_acme(tmp_path)
    issue = ["issue-invoice", DRAFT_ID, "--home", str(tmp_path)]
    assert app(issue, result_action="return_value") == 0
    publish_billed(tmp_path, "r2", billed_after)
    return tmp_path


def explained(home: Path) -> LineExplained:
    store = workplace_of(home).store
    try:
        (one,) = explain_lines(
            "INV-00003",
            version=current_version(home),
            scope=ReaderScope.everyone(),
            store=store,
        )
    finally:
        store.close()
    return one


def test_one_issued_since_the_version_was_published_is_said_to_be(
    tmp_path: Path, publish_acme: PublishAcme, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_acme(tmp_path)
    home = ["--home", str(tmp_path)]
    app(["issue-invoice", DRAFT_ID, *home], result_action="return_value")

    for name in ("INV-00003", "us:INV-00003"):
        assert app(["why", name, *home], result_action="return_value") == 2
        told = capsys.readouterr().err
        assert f"Invoice {name} was issued from run r1" in told
        assert f"Make a run and ask again, or ask for its draft {DRAFT_ID}." in told


def test_one_issued_since_is_nothing_to_readers_of_other_companies(
    tmp_path: Path, publish_acme: PublishAcme
) -> None:
    publish_acme(tmp_path)
    issue = ["issue-invoice", DRAFT_ID, "--home", str(tmp_path)]
    app(issue, result_action="return_value")
    store = workplace_of(tmp_path).store

    with pytest.raises(NotFoundError, match="INV-00003 is not in the published"):
        explain_lines(
            "INV-00003",
            version=current_version(tmp_path),
            scope=ReaderScope.only("other"),
            store=store,
        )
    store.close()


def test_it_is_derived_by_the_run_it_was_issued_from(home: Path) -> None:
    one = explained(home)

    assert one.invoice == "INV-00003"
    assert one.run == "r1"
    assert "Issued from run r1" in (one.remark or "")
    assert [step.step for step in one.steps] == [
        *("price", "quantity", "per_unit", "used_until", "tax")
    ]
    assert one.steps[-1].so_far_minor == 30000


def test_a_version_no_longer_kept_is_said_and_the_line_stands_as_issued(
    home: Path,
) -> None:
    shutil.rmtree(home / "published" / "r1")

    one = explained(home)

    assert one.run == "r2"
    assert "run r1, whose published version was cleaned away" in (one.remark or "")
    assert one.steps[-1].so_far_minor == 30000
