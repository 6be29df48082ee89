"""The pages of docs/arithmetic cannot lie: each table is what its macro gives."""

import re
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
import yaml

from tests.support.arithmetic_pages import PAGES, Example, Table, examples
from tests.support.macros import MACROS

EXAMPLES = tuple(examples())
SHOWN = (
    *("allocate", "allocate_several", "boundary_from", "convert_minor", "day_share"),
    *("floor_div", "huge_quotient", "local_clock"),
    *(
        "local_date",
        "local_midnight",
        "major_units",
        "minor_units",
        "month_boundary",
        "month_number",
        "months_of_interval",
    ),
    *("nearest_rank", "period_boundary", "period_index", "power_of_ten"),
    "price_interval_count",
    *("rate_charges", "ratio", "round_exactly", "round_quotient", "round_scaled"),
    *("scaled", "ten_to", "unscaled", "used_minor", "whole_quotient"),
)
FAMILIES = {"allocation", "money", "periods", "rounding", "tiers"}
# how models join and order their rows: proven by the tests of those models
OF_MODELS = {"claims_timed", "named_price", "precedes_trial_end", "terms_turned"}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.mark.rule("1.1", case="convert_minor")
@pytest.mark.rule("1.3", case="round_scaled")
@pytest.mark.rule("1.4", case="allocate")
@pytest.mark.rule("2.1", "trap 9", case="local_midnight")
@pytest.mark.rule("2.3", "trap 1", "trap 3", case="period_boundary")
@pytest.mark.rule("3.2", case="rate_charges")
@pytest.mark.rule("3.3", "trap 14", case="day_share")
@pytest.mark.rule("trap 30", case="minor_units")
@pytest.mark.parametrize("macro", SHOWN)
def test_a_page_shows_what_its_macro_gives(
    con: duckdb.DuckDBPyConnection, macro: str
) -> None:
    called = [example for example in EXAMPLES if example.macro == macro]

    assert called
    for example in called:
        rows = example.run(con)
        assert [shown for shown, _ in rows] == [found for _, found in rows]


def test_a_page_that_lies_is_noticed(con: duckdb.DuckDBPyConnection) -> None:
    for example in EXAMPLES:
        lying = replace(example, table=_with_another_result(example))

        assert any(shown != found for shown, found in lying.run(con)), example.macro


def test_every_family_has_a_page_and_every_macro_stands_on_one() -> None:
    pages = {page.name: page.read_text("utf-8") for page in PAGES.glob("*.md")}
    defined = {
        name
        for folder in ("money", "periods")
        for file in (MACROS / folder).glob("*.sql")
        for name in re.findall(r"macro (\w+)\(", file.read_text("utf-8"))
    }
    placed = {
        macro["name"]: found.group(1)
        for file in MACROS.rglob("*.yml")
        for macro in yaml.safe_load(file.read_text("utf-8"))["macros"]
        if (found := re.search(r"docs/arithmetic/(\w+\.md)", macro["description"]))
    }

    assert {example.macro for example in EXAMPLES} == set(SHOWN)
    assert set(pages) == {f"{family}.md" for family in FAMILIES}
    assert defined - set(placed) == OF_MODELS
    assert not [
        name for name, page in placed.items() if f"**`{name}`**" not in pages[page]
    ]


def _with_another_result(example: Example) -> Table:
    place = example.table.columns.index(example.result)
    changed = (
        "date '1999-01-01'" if "date" in row[place] else "777"
        for row in example.table.rows
    )
    rows = tuple(
        (*row[:place], other, *row[place + 1 :])
        for row, other in zip(example.table.rows, changed, strict=True)
    )
    return replace(example.table, rows=rows)
