"""For any history, movements are the change of MRR and are named as they should be."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.generated_worlds import LAST
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_billed import Home, generate, tables_of
from tests.support.world import Row, rows

pytestmark = pytest.mark.slow

CUSTOMERS = 200
BY_PRODUCT = "select month, company_id, product_id, currency, "

Key = tuple[str, str, str]
Change = dict[str, int]


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    """Return customers who change, pause and end, all of them in one world."""
    return tables_of(generate(Traits(events=False), CUSTOMERS))


@pytest.fixture(scope="module")
def con(
    tables: dict[str, list[Row]],
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("histories")
    with Home(folder, compiled_models).bill(tables, LAST) as con:
        yield con


def states(con: duckdb.DuckDBPyConnection) -> dict[Key, dict[date, int]]:
    """Return what every company's products recur at, month by month."""
    found: dict[Key, dict[date, int]] = defaultdict(dict)
    for month, company, product, currency, amount in rows(
        con,
        BY_PRODUCT + "sum(mrr_minor) from intermediate.int_mrr_items group by all",
    ):
        assert isinstance(month, date)
        found[str(company), str(product), str(currency)][month] = int(str(amount))
    return found


def expected(con: duckdb.DuckDBPyConnection) -> dict[tuple[date, Key], tuple[str, int]]:
    """Name every change of those states by the words of semantics 9.2."""
    known = states(con)
    months = [
        month
        for (month,) in rows(
            con, "from intermediate.int_month_ends select month order by month"
        )
    ]
    named: dict[tuple[date, Key], tuple[str, int]] = {}
    ever: set[str] = set()
    before: dict[Key, int] = defaultdict(int)
    for month in months:
        assert isinstance(month, date)
        now = {key: series.get(month, 0) for key, series in known.items()}
        had = {key[0] for key, amount in before.items() if amount}
        has = {key[0] for key, amount in now.items() if amount}
        for key, amount in now.items():
            change = amount - before[key]
            if change:
                named[month, key] = (_name(key[0], change, had, has, ever), change)
        ever |= has
        before = defaultdict(int, now)
    return named


def _name(
    company: str, change: int, had: set[str], has: set[str], ever: set[str]
) -> str:
    if company not in had:
        return "reactivation" if company in ever else "new"
    if company not in has:
        return "churn"
    return "expansion" if change > 0 else "contraction"


@pytest.mark.rule("9.2", "trap 37", "trap 38", "trap 39")
def test_the_movements_of_any_history_are_the_changes_of_its_state(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        (month, (company, product, currency)): (movement, amount)
        for month, company, product, currency, movement, amount in rows(
            con, BY_PRODUCT + "movement, amount_minor from marts.mrr_movements"
        )
    }

    assert found == expected(con)
    assert {movement for movement, _ in found.values()} == {
        *("new", "expansion", "contraction", "churn", "reactivation")
    }


@pytest.mark.rule("9.1", "9.2", "9.3")
def test_every_tie_holds_for_any_history(
    con: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    ties = {"mrr_movements_tie", "mrr_grains_agree", "churn_ties_to_movements"}

    assert ties.isdisjoint(violations(con, compiled_models.tests))


@pytest.mark.rule("2.6", "9.1", "trap 34")
def test_a_month_that_is_over_recurs_at_the_same_whenever_one_asks(
    con: duckdb.DuckDBPyConnection,
    tables: dict[str, list[Row]],
    tmp_path: Path,
    compiled_models: CompiledModels,
) -> None:
    month = date(2026, 3, 1)
    query = (
        BY_PRODUCT + "closing_minor from marts.mrr_monthly "
        f"where month <= '{month}' and closing_minor <> 0 order by all"
    )

    earlier = Home(tmp_path, compiled_models).bill(
        tables, date(2026, 4, 1) - timedelta(days=1)
    )

    assert rows(earlier, query) == rows(con, query)
