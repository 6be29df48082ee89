"""Unusual drafts are pointed out with reasons; a model that loses says nothing."""

from pathlib import Path

import pytest

from models_ml import anomalies
from models_ml.evaluate_on_files import anomalies_on_retail
from models_ml.evaluation import report_text
from models_ml.features import invoice_lines
from tests.models_ml.history import query, warehouse

pytestmark = pytest.mark.slow

SCORES = "select * from learning.invoice_anomalies order by invoice_id"
RETAIL = Path(__file__).parents[3] / "shared/data/invoices/online_retail.parquet"


def test_an_ordinary_draft_needs_no_review(tmp_path: Path) -> None:
    database = warehouse(tmp_path)

    report = anomalies.predict(database)

    assert not report.is_withdrawn
    assert report.predictions == 24
    scores = query(database, "select confidence_score from learning.invoice_anomalies")
    assert all(0 <= score <= 100 for (score,) in scores)
    assert sum(score < 60 for (score,) in scores) <= 3


def test_a_tenfold_quantity_is_sent_to_review_with_its_reason(tmp_path: Path) -> None:
    database = warehouse(tmp_path)
    query(
        database,
        "update marts.invoice_lines set quantity = 10 * quantity, amount_minor = "
        "10 * amount_minor where invoice_id = 'c3-14' and product_id = 'server'",
    )

    anomalies.predict(database)

    [(score, needs_review, drivers)] = query(
        database,
        "select confidence_score, needs_review, drivers "
        "from learning.invoice_anomalies where invoice_id = 'c3-14'",
    )
    assert score < 60
    assert needs_review
    assert "amount differs from what the company usually pays" in drivers


def test_a_lost_discount_is_found_where_the_total_hardly_moves(tmp_path: Path) -> None:
    database = warehouse(tmp_path)
    query(
        database,
        "update marts.invoice_lines set discount_minor = 0 where invoice_id = 'c5-14'",
    )

    report = anomalies.predict(database)

    [(score, drivers)] = query(
        database,
        "select confidence_score, drivers from learning.invoice_anomalies "
        "where invoice_id = 'c5-14'",
    )
    assert score < 60
    assert "discount is not the usual share" in drivers
    lost_discount = next(s for s in report.scores if s.part == "discount_lost")
    assert not lost_discount.is_lost


def test_only_drafts_are_scored_and_issued_invoices_are_history(tmp_path: Path) -> None:
    database = warehouse(tmp_path)

    anomalies.predict(database)

    [(strays,)] = query(
        database,
        "select count(*) from learning.invoice_anomalies "
        "inner join marts.invoices using (invoice_id) where source <> 'draft'",
    )
    assert strays == 0


def test_little_history_withdraws_with_the_reason(tmp_path: Path) -> None:
    database = warehouse(tmp_path, companies=3, length=4)

    report = anomalies.predict(database)

    assert report.is_withdrawn
    assert query(database, SCORES) == []
    [(is_withdrawn, reason)] = query(
        database,
        "select is_withdrawn, reason from learning.model_evaluations "
        "where model = 'invoice_anomalies'",
    )
    assert is_withdrawn
    assert "3 invoices have 3 earlier ones" in reason


def test_an_empty_warehouse_withdraws_without_a_crash(tmp_path: Path) -> None:
    database = warehouse(tmp_path, companies=0)

    assert anomalies.predict(database).is_withdrawn


def test_the_same_warehouse_gives_the_same_scores(tmp_path: Path) -> None:
    first, second = warehouse(tmp_path / "1"), warehouse(tmp_path / "2")

    reports = [anomalies.predict(first), anomalies.predict(second)]
    anomalies.predict(second)

    assert reports[0] == reports[1]
    assert query(first, SCORES) == query(second, SCORES)


def test_a_model_that_loses_predicts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = warehouse(tmp_path)
    blind = "models_ml.estimators.strangeness"
    monkeypatch.setattr(blind, lambda _, values: -values.sum(axis=1))

    report = anomalies.predict(database)

    assert report.is_withdrawn
    assert "lost to" in report.reason
    assert query(database, SCORES) == []
    assert "LOST" in report_text(report)


def test_a_big_book_is_learned_from_in_part_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = warehouse(tmp_path)
    monkeypatch.setattr(invoice_lines, "LEARNED_FROM_MOST", 300)

    report = anomalies.predict(database)

    assert report.predictions == 24
    assert "It saw 300 of 336 issued invoices." in report.reason
    [(learned, companies, months)] = query(
        database,
        "select count(*), count(distinct company_id), count(distinct invoice_date) "
        "from learning.invoice_features inner join marts.invoices "
        "using (invoice_id, company_id) where not is_draft",
    )
    assert 200 < learned < 300
    assert companies == 24
    assert months == 11


@pytest.mark.real_data
@pytest.mark.skipif(not RETAIL.exists(), reason="../shared/data is not here")
def test_on_real_invoices_the_forest_beats_the_median_and_says_where_not() -> None:
    report = anomalies_on_retail(RETAIL)

    assert not report.is_withdrawn
    lost = {score.part for score in report.lost}
    assert "billed_twice" in lost
    assert "price_slip" not in lost
