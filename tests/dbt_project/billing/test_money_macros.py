"""The money and period macros against exact fractions and plain calendars."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.allocation import allocate
from tests.support.macros import rendered


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


ROUND = rendered("round_scaled('a.n', 'a.d', 'a.t', 'a.p', 'a.rounding')")
INDEX = rendered("period_index('a.anchor', 'a.step', 'a.size', 'a.day')")
BOUNDARY = rendered("period_boundary('a.anchor', 'a.step', 'a.size', 'a.n')")
ALLOCATE = rendered("allocate('parts')")
QUOTIENT = rendered("huge_quotient('a.n', 'a.d')")
PLAIN = rendered("round_quotient('a.n', 'a.d', 'a.rounding')")
QUICK = rendered("round_quotient('a.n', 'a.d', 'a.rounding', quick=true)")
COUNTS = {digits: rendered(f"scaled('a.value', {digits})") for digits in (6, 10)}


def rounded(exact: Fraction, rounding: str) -> int:
    whole, rest = divmod(abs(exact), 1)
    up = rest > Fraction(1, 2) or (
        rest == Fraction(1, 2) and (rounding == "half_up" or whole % 2 == 1)
    )
    return (int(whole) + up) * (-1 if exact < 0 else 1)


@pytest.mark.rule("1.3", "4.2", "trap 30")
@settings(max_examples=150, deadline=None)
@given(
    minor=st.integers(-(10**13), 10**13),
    rest=st.sampled_from([0, 1, 5, 10**15, 5 * 10**15, 10**16 - 1]),
    used=st.integers(0, 366),
    percent=st.integers(0, 10**8),
    rounding=st.sampled_from(["half_up", "half_even"]),
)
def test_a_share_is_rounded_once_from_the_exact_amount(  # noqa: PLR0917
    con: duckdb.DuckDBPyConnection,
    minor: int,
    rest: int,
    used: int,
    percent: int,
    rounding: str,
) -> None:
    numerator, scale = minor * 10**16 + rest, 10**16
    times, per = percent * used, 10**8 * 366

    found = con.execute(
        f"select {ROUND} from (select ?::hugeint as n, ?::hugeint as d, "
        "?::hugeint as t, ?::hugeint as p, ? as rounding) as a",
        [numerator, scale, times, per, rounding],
    ).fetchone()

    assert found == (rounded(Fraction(numerator * times, scale * per), rounding),)


@pytest.mark.rule("1.3")
@pytest.mark.parametrize("rounding", ["half_up", "half_even"])
@pytest.mark.parametrize("given", list(product([True, False], repeat=3)))
def test_what_is_one_may_be_written_as_one(
    con: duckdb.DuckDBPyConnection, given: tuple[bool, ...], rounding: str
) -> None:
    names = [
        name if is_given else "1" for name, is_given in zip("dtp", given, strict=True)
    ]
    call = rendered(f"round_scaled('n', {', '.join(map(repr, names))}, 'rounding')")
    shares = [
        (
            n,
            *(
                part if is_given else 1
                for part, is_given in zip(parts, given, strict=True)
            ),
        )
        for n in (-25, -5, 0, 3, 5, 7, 15, 35, 10**14)
        for parts in ((2, 3, 5), (10, 7, 7), (6, 1, 4), (1, 1, 2))
    ]

    found = con.execute(
        f"select {call} from (select unnest(?::bigint[][]) as a, ? as rounding), "
        "lateral (select a[1] as n, a[2] as d, a[3] as t, a[4] as p)",
        [shares, rounding],
    ).fetchall()

    assert found == [
        (rounded(Fraction(n * t, d * p), rounding),) for n, d, t, p in shares
    ]


@pytest.mark.rule("1.3", "4.2")
@settings(max_examples=40, deadline=None)
@given(
    charged=st.lists(
        st.tuples(
            st.integers(0, 10**15 - 2),
            st.sampled_from([0, 1, 2, 3]),
            st.one_of(
                st.integers(1, 2**23),
                st.integers(1, 10**18),
                st.sampled_from([10**16, 10**21]),
            ),
            st.sampled_from(["half_up", "half_even"]),
            st.sampled_from([1, -1]),
        ),
        min_size=8,
        max_size=30,
    )
)
def test_what_is_charged_whole_is_rounded_as_a_share_of_all_of_it(
    con: duckdb.DuckDBPyConnection, charged: list[tuple[int, int, int, str, int]]
) -> None:
    wholes, _, denominators, roundings, signs = zip(*charged, strict=True)
    numerators = [
        whole * denominator + rest * denominator // 4
        for whole, rest, denominator, *_ in charged
    ]

    found = con.execute(
        f"select {QUOTIENT}, (select [{PLAIN}, {QUICK}] from "
        "(select a.sign * a.n as n, a.d, a.rounding) as a) from ("
        "select unnest(?::hugeint[]) as n, unnest(?::hugeint[]) as d, "
        "unnest(?::integer[]) as sign, unnest(?::varchar[]) as rounding, "
        "unnest(range(?)) as place) as a order by place",
        [numerators, denominators, signs, roundings, len(charged)],
    ).fetchall()

    assert found == [
        (whole, [rounded(Fraction(sign * numerator, denominator), rounding)] * 2)
        for whole, numerator, denominator, rounding, sign in zip(
            wholes, numerators, denominators, roundings, signs, strict=True
        )
    ]


@pytest.mark.rule("1.3", "1.6")
def test_what_is_too_long_to_be_doubled_is_no_amount(
    con: duckdb.DuckDBPyConnection,
) -> None:
    quick = rendered("round_quotient('n', 'd', 'rounding', quick=true)")

    found = con.execute(
        f"select {quick} from (select unnest([{10**38}::hugeint, 10]) as n, "
        "10::hugeint as d, 'half_even' as rounding)"
    ).fetchall()

    assert found == [(None,), (1,)]


@pytest.mark.rule("1.2")
@settings(max_examples=300, deadline=None)
@given(
    digits=st.sampled_from([6, 10]),
    places=st.integers(0, 10),
    unscaled=st.one_of(st.integers(-(10**6), 10**6), st.integers(-(10**17), 10**17)),
)
def test_a_decimal_is_counted_to_its_last_digit(
    con: duckdb.DuckDBPyConnection, digits: int, places: int, unscaled: int
) -> None:
    places = min(places, digits)
    value = Decimal(unscaled).scaleb(-places)

    found = con.execute(
        f"select {COUNTS[digits]} from "
        f"(select cast(? as decimal(28, {digits})) as value) as a",
        [f"{value:f}"],
    ).fetchone()

    assert found == (unscaled * 10 ** (digits - places),)


@pytest.mark.slow
@pytest.mark.rule("2.2", "2.3", "trap 1", "trap 3", "trap 8")
@settings(max_examples=100, deadline=None)
@given(
    anchor=st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    days=st.integers(-1500, 3650),
    step=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    size=st.integers(1, 14),
)
def test_periods_tile_without_drift(
    con: duckdb.DuckDBPyConnection, anchor: date, days: int, step: str, size: int
) -> None:
    day = anchor + timedelta(days=days)
    source = "(select ?::date as anchor, ? as step, ?::integer as size, ?::date as day)"

    found = con.execute(
        f"with a as (select *, {INDEX} as n from {source} as a) "
        f"select n, {BOUNDARY}, (select {BOUNDARY} from (select a.anchor, a.step, "
        "a.size, a.n + 1 as n) as a) from a",
        [anchor, step, size, day],
    ).fetchone()

    assert found
    _, start, end = found
    assert start <= day < end


@pytest.mark.rule("1.4")
@settings(max_examples=100, deadline=None)
@given(
    whole=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(-1000, 10**6), min_size=1, max_size=6),
)
def test_an_allocation_loses_nothing_and_is_that_of_the_app(
    con: duckdb.DuckDBPyConnection, whole: int, weights: list[int]
) -> None:
    con.execute(
        "create or replace temp table parts as select 1 as whole_id, ?::bigint as "
        "whole_minor, unnest(?::bigint[]) as weight, "
        "unnest(range(?)) as part_order",
        [whole, weights, len(weights)],
    )

    found = [
        part
        for (part,) in con.execute(
            f"select allocated_minor from ({ALLOCATE}) order by part_order"
        ).fetchall()
    ]

    assert sum(found) == whole
    if sum(weights):
        assert found == list(allocate(whole, weights))


@pytest.mark.rule("1.4")
def test_a_remainder_goes_to_the_earlier_parts(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "create or replace temp table parts as select 1 as whole_id, -100 as "
        "whole_minor, 1 as weight, unnest(range(3)) as part_order"
    )

    found = con.execute(
        f"select allocated_minor from ({ALLOCATE}) order by part_order"
    ).fetchall()

    assert found == [(-34,), (-33,), (-33,)]
