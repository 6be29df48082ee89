"""The forecast goes on where the past does, and gives way where it does not."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from models_ml import forecast
from models_ml.backtest import Case, half_widths
from models_ml.evaluate_on_files import forecast_on_cdnow, forecast_on_retail
from tests.models_ml.history import query, warehouse, with_mrr

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[3] / "shared/data"
RETAIL = DATA / "invoices/online_retail.parquet"
CDNOW = DATA / "cdnow/CDNOW_master.txt"
GROWING = [100_000 + 5_000 * month + 300 * (month % 3) for month in range(15)]
FORECAST = "select * from learning.mrr_forecast order by currency, month"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return warehouse(tmp_path, companies=0)


def test_steady_growth_goes_on_for_six_months(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)

    report = forecast.predict(empty)

    rows = query(empty, FORECAST)
    assert not report.is_withdrawn
    assert [row[0] for row in rows] == [date(2026, month, 1) for month in range(4, 10)]
    for ahead, (_, currency, middle, low, high, _) in enumerate(rows, start=1):
        assert currency == "USD"
        assert low <= middle <= high
        assert middle == pytest.approx(GROWING[-1] + 5_000 * ahead, rel=0.02)


def test_intervals_never_narrow_further_ahead(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)

    forecast.predict(empty)

    widths = [high - low for *_, low, high, _ in query(empty, FORECAST)]
    assert widths == sorted(widths)
    assert widths[0] > 0


def test_amounts_are_whole_minor_units(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)

    forecast.predict(empty)

    with duckdb.connect(str(empty)) as con:
        types = con.execute("describe learning.mrr_forecast").fetchall()
    assert [kind for name, kind, *_ in types if name.endswith("_minor")] == [
        "BIGINT"
    ] * 3


def test_a_currency_that_loses_is_left_out_alone(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)
    with_mrr(empty, "EUR", [500_000, *[400_000] * 14])

    report = forecast.predict(empty)

    assert not report.is_withdrawn
    assert {row[1] for row in query(empty, FORECAST)} == {"USD"}
    assert report.withdrawn_parts == ("EUR",)
    [(reason,)] = query(
        empty,
        "select reason from learning.model_evaluations "
        "where is_withdrawn and metric = 'error share of amount, EUR'",
    )
    assert "lost to the last value" in reason


def test_currencies_are_never_added(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)
    alone = forecast.predict(empty)
    with_mrr(empty, "JPY", [amount * 1_000 for amount in GROWING])

    both = forecast.predict(empty)

    share = alone.scores[0].model_value
    assert both.scores[0].model_value == pytest.approx(share, abs=0.01)
    assert {row[1] for row in query(empty, FORECAST)} == {"USD", "JPY"}


def test_a_flat_past_is_a_draw_and_stays_flat(empty: Path) -> None:
    with_mrr(empty, "USD", [250_000] * 15)

    report = forecast.predict(empty)

    assert not report.is_withdrawn
    assert {row[2:5] for row in query(empty, FORECAST)} == {(250_000, 250_000, 250_000)}


@pytest.mark.parametrize("amounts", [[], [100], GROWING[:9]])
def test_little_history_withdraws_with_the_reason(
    empty: Path, amounts: list[int]
) -> None:
    if amounts:
        with_mrr(empty, "USD", amounts)

    report = forecast.predict(empty)

    assert report.is_withdrawn
    assert f"history has {len(amounts)} months" in report.reason
    assert query(empty, FORECAST) == []
    assert query(empty, "select is_withdrawn from learning.model_evaluations") == [
        (True,)
    ]


def test_a_currency_that_started_late_does_not_see_the_future(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)
    with_mrr(empty, "EUR", GROWING[:11])

    report = forecast.predict(empty)

    euro = next(score for score in report.scores if score.part == "EUR")
    assert euro.cases == 5 + 4 + 3 + 2 + 1


def test_the_same_past_gives_the_same_forecast(empty: Path) -> None:
    with_mrr(empty, "USD", GROWING)

    first = (forecast.predict(empty), query(empty, FORECAST))
    second = (forecast.predict(empty), query(empty, FORECAST))

    assert first == second


def test_an_interval_is_as_wide_as_four_of_five_past_errors() -> None:
    cases = [
        Case("USD", origin, 1, expected=float(miss), last=0, actual=0, size=1)
        for origin, miss in enumerate([1, 2, 3, 4, 5, 6, 7, 8, 9])
    ]

    assert half_widths(cases)[1] == 8


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not here")
def test_on_real_revenue_the_gate_withdraws_what_loses() -> None:
    retail, cdnow = forecast_on_retail(RETAIL), forecast_on_cdnow(CDNOW)

    assert retail.is_withdrawn
    assert cdnow.is_withdrawn
    assert all("lost to the last value" in one.reason for one in (retail, cdnow))
