"""Lines stand on an invoice in one order, however they were computed (5.6)."""

from collections.abc import Iterator
from itertools import permutations, product

import duckdb
import pytest

from tests.support.macros import rendered

KINDS = (
    *("recurring", "proration", "credit", "usage", "time", "one_off"),
    *("prior_period_adjustment", "minimum_true_up"),
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def ordered(con: duckdb.DuckDBPyConnection, lines: list[tuple]) -> list[tuple]:
    con.execute(
        "create or replace temp table lines (kind varchar, subscription_id varchar, "
        "item_id varchar, line_start date, claim_key varchar)"
    )
    con.executemany("insert into lines values (?, ?, ?, ?, ?)", lines)
    order = rendered("line_order()")
    return con.execute(
        f"select kind, subscription_id, item_id, line_start::varchar, claim_key "
        f"from lines order by {order}"
    ).fetchall()


@pytest.mark.rule("5.6")
def test_lines_are_ordered_by_kind_subscription_item_and_start(
    con: duckdb.DuckDBPyConnection,
) -> None:
    wanted = [
        (kind, subscription, item, start, f"{kind}{subscription}{item}{start}")
        for kind, subscription, item, start in product(
            KINDS, ("s1", "s2", None), ("i1", None), ("2026-02-01", "2026-03-01")
        )
    ]

    assert ordered(con, wanted[::-1]) == wanted
    assert ordered(con, sorted(wanted, key=lambda line: line[4])) == wanted


@pytest.mark.rule("2.6", "5.6")
def test_the_order_of_equal_lines_is_settled_by_what_they_charge(
    con: duckdb.DuckDBPyConnection,
) -> None:
    lines = [("time", None, None, "2026-03-01", f"time:{name}") for name in "abc"]

    assert all(ordered(con, list(some)) == lines for some in permutations(lines))
