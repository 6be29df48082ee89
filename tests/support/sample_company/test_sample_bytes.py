from pathlib import Path

import pytest

from tests.support.sample_company.books import book_parts
from tests.support.sample_company.issuing import read_issued
from tests.support.sample_company.late_usage import late_usage_part
from tests.support.sample_company.trade import trade_parts
from tests.support.sample_company.writing import Part, text_of

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
SEED = 2026


@pytest.fixture(scope="module")
def generated() -> list[Part]:
    invoices = read_issued(SAMPLE)
    return [*trade_parts(SEED), *book_parts(SEED, invoices), late_usage_part()]


def test_the_committed_sample_is_what_the_seed_generates(generated: list[Part]):
    for part in generated:
        committed = (SAMPLE / part.path).read_bytes()

        assert committed == text_of(part).encode(), part.path


def test_only_what_the_engine_computed_comes_from_elsewhere(generated: list[Part]):
    ours = {part.path.as_posix() for part in generated}
    committed = {
        path.relative_to(SAMPLE).as_posix()
        for path in SAMPLE.rglob("*")
        if path.is_file()
    }

    assert committed - ours == {
        "issued_invoices.csv",
        "issued_invoice_lines.csv",
        "ar_aging.csv",
    }
    assert ours <= committed


def test_another_seed_makes_another_company():
    ours = {part.path: text_of(part) for part in trade_parts(SEED)}
    other = {part.path: text_of(part) for part in trade_parts(SEED + 1)}

    assert ours[Path("time_entries.csv")] != other[Path("time_entries.csv")]


def test_the_sample_stays_under_five_megabytes():
    sizes = [path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()]

    assert sum(sizes) <= 5_000_000
