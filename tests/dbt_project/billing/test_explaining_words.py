"""What a derivation prints of a quantity can be multiplied to what it prints next."""

from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.macros import rendered

pytestmark = pytest.mark.rule("5.9")

WORDS = f"""
    select {rendered("quotient_words('n', 'd')")}
    from (select cast($1 as hugeint) as n, cast($2 as hugeint) as d)
"""

DURATION = f"""
    select {rendered("duration_words('us')")} from (select cast($1 as hugeint) as us)
"""


def words(numerator: int, denominator: int) -> str:
    found = duckdb.execute(WORDS, [numerator, denominator]).fetchone()
    assert found
    return str(found[0])


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [
        (12, 1, "12"),
        (0, 7, "0"),
        (5, 4, "1.25"),
        (-1_234_500, 100, "-12,345"),
        (75_758_184_523_810, 10**12, "75.75818452381"),
        (58_988_888_888_889, 10**12, "58.988888888889"),
        (1, 10**12, "0.000000000001"),
        (50, 60, "5/6"),
        (-100, 60, "-5/3"),
        (7_000_000_000, 60_000_000, "350/3"),
    ],
)
def test_a_quantity_is_printed_whole(
    numerator: int, denominator: int, said: str
) -> None:
    assert words(numerator, denominator) == said


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-(10**18), 10**18),
    st.sampled_from((1, 60, 10**6, 60 * 10**6, 10**8, 10**12)),
)
def test_what_is_printed_is_the_quotient(numerator: int, denominator: int) -> None:
    said = words(numerator, denominator).replace(",", "")

    above, _, below = said.partition("/")
    assert Fraction(Decimal(above)) / Fraction(below or 1) == Fraction(
        numerator, denominator
    )


@pytest.mark.parametrize(
    ("microseconds", "said"),
    [
        (0, "0 s"),
        (1, "0.000001 s"),
        (1_500_000, "1.5 s"),
        (60_000_000, "1 min"),
        (3_600_000_000, "1 h"),
        (3_661_000_000, "1 h 1 min 1 s"),
        (63_120_000_000, "17 h 32 min"),
        (3_631_536_004_000_000, "1,008,760 h 4 s"),
    ],
)
def test_a_time_is_printed_as_a_person_reads_it(microseconds: int, said: str) -> None:
    assert duckdb.execute(DURATION, [microseconds]).fetchall() == [(said,)]
