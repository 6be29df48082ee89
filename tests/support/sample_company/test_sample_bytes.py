from pathlib import Path

from tests.support.sample_company.trade import trade_parts
from tests.support.sample_company.writing import text_of

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
SEED = 2026


def test_the_committed_sample_is_what_the_seed_generates():
    for part in trade_parts(SEED):
        committed = (SAMPLE / part.path).read_bytes()

        assert committed == text_of(part).encode(), part.path


def test_another_seed_makes_another_company():
    ours = {part.path: text_of(part) for part in trade_parts(SEED)}
    other = {part.path: text_of(part) for part in trade_parts(SEED + 1)}

    assert ours[Path("time_entries.csv")] != other[Path("time_entries.csv")]


def test_the_sample_stays_under_five_megabytes():
    sizes = [path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()]

    assert sum(sizes) <= 5_000_000
