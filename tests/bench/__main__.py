"""`make bench`: measures sizes, history and many companies, and writes the page."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.books import Books
from tests.bench.clickhouse import environment, grouped_by_clickhouse
from tests.bench.closed_months import measure_history
from tests.bench.events import Stream, write_received
from tests.bench.figures import Figures, kept_figures
from tests.bench.many_companies import measure_companies
from tests.bench.one_month import COMPANIES, DAYS, FIRST, floor, measure_month
from tests.bench.page import PAGE, write_page

SIZES = "10 30 100"
CLICKHOUSE_MILLIONS = 10


def main() -> None:
    """Measure what was asked for; each part is kept and written as soon as it is."""
    arguments = _arguments()
    figures = kept_figures()
    for millions in map(float, arguments.events.split()):

        def one_size(root: Path, millions: float = millions) -> None:
            size = measure_month(millions, root / "month", Books(root / "small"))
            figures.sizes[f"{millions:g}"] = size

        _part(f"{millions:g} million events", one_size, figures)
    if "companies" in arguments.parts:
        _part("many companies", lambda root: _companies(root, figures), figures)
    if "history" in arguments.parts:
        _part(
            "twelve closed months",
            lambda root: _history(arguments.history, root, figures),
            figures,
        )
    if "clickhouse" in arguments.parts:
        _part("ClickHouse", lambda root: _clickhouse(root, figures), figures)
    print(PAGE.read_text(encoding="utf-8"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--events", default=SIZES, help="millions, such as '10 30'")
    parser.add_argument("--history", type=float, default=1, help="millions a month")
    parser.add_argument("--parts", default="companies history clickhouse")
    return parser.parse_args()


def _part(name: str, measure: Callable[[Path], None], figures: Figures) -> None:
    print(f"bench: {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="tallyhouse-bench-") as folder:
        measure(Path(folder))
    figures.save()
    write_page(figures)


def _companies(root: Path, figures: Figures) -> None:
    figures.recurring = measure_companies(root / "many", Books(root / "small"))


def _history(millions: float, root: Path, figures: Figures) -> None:
    figures.history = measure_history(millions, root, Books(root / "small"))


def _clickhouse(root: Path, figures: Figures) -> None:
    python = environment(root)
    if python is None:
        figures.clickhouse = "not measured: `chdb` could not be installed here."
        return
    stream = Stream(COMPANIES, FIRST, DAYS, CLICKHOUSE_MILLIONS * 1_000_000 // DAYS)
    for place in range(DAYS):
        write_received(stream, place, root / "usage")
    taken = []
    for _ in range(3):
        ours, _ = floor(root / "usage")
        theirs = grouped_by_clickhouse(python, root / "usage")
        if theirs is None:
            figures.clickhouse = "not measured: `chdb` is here and fails on the query."
            return
        taken.append(theirs / ours)
    figures.clickhouse = (
        f"the floor's query on {CLICKHOUSE_MILLIONS} M events took "
        f"{sorted(taken)[1]:.2f} times what DuckDB took (median of three pairs, two "
        "threads each; `chdb`, in an environment of its own)."
    )


if __name__ == "__main__":
    main()
