"""What a check found is said in numbers that a person writes."""

import pytest

from orchestration.defs.quality.wording import share_words


@pytest.mark.parametrize(
    ("broken", "total", "said"),
    [
        (5, 5, "100"),
        (1, 3, "33"),
        (1, 40, "2.5"),
        (199, 200, "99.5"),
        (9_999, 10_000, "over 99.9"),
        (1, 3_000, "0.033"),
        (1, 10_000_000, "under 0.01"),
    ],
)
def test_a_share_is_a_percent_without_an_exponent(
    broken: int, total: int, said: str
) -> None:
    assert share_words(broken, total) == said
