"""Closing a month keeps what was published of it; what comes late is booked later."""

from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels
from orchestration.ledger_extension import compare_ledgers
from tests.dbt_project.books.test_generated_worlds import world
from tests.support.closing import asked, next_version
from tests.support.world import SELLER

pytestmark = pytest.mark.slow
FEBRUARY, MARCH = date(2026, 2, 28), date(2026, 3, 31)
CLOSED = [{**SELLER, "books_closed_through": "2026-02-28"}]


@pytest.mark.rule("7.2")
def test_closing_a_month_leaves_what_was_booked_in_it(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    tables = world(21)
    opened = next_version(
        tmp_path / "a", compiled_models, as_of=FEBRUARY, published=None, **tables
    )
    closing = next_version(
        tmp_path / "b",
        compiled_models,
        as_of=MARCH,
        published=opened,
        **{**tables, "entities": CLOSED},
    )

    found = compare_ledgers(opened, closing)

    assert found.within_closed == 0
    assert found.within_open == ()
    assert asked(opened, "select count(*) > 200 from marts.ledger_entries") == [(True,)]
