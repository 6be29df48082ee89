"""Closing a month keeps what was published of it; what comes late is booked later."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from app.preview import CompiledModels
from orchestration.ledger_extension import compare_ledgers
from tests.dbt_project.books.documents import invoice, payment
from tests.dbt_project.books.test_generated_worlds import world
from tests.support.closing import asked, in_time, next_version
from tests.support.world import SELLER, Row

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


@pytest.mark.rule("7.2")
def test_a_payment_that_comes_after_the_close_keeps_its_own_date_beside(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    known: dict[str, list[Row]] = {
        "issued_invoices": [invoice("acme", "A1", "2026-01-05", "2026-02-05", 5000)],
        "payments": [payment("p", "acme", "2026-02-10", 5000)],
    }
    late = payment("late", "acme", "2026-02-01", 5000)
    opened = next_version(
        tmp_path / "a", compiled_models, as_of=FEBRUARY, published=None, **known
    )

    closing = next_version(
        tmp_path / "b",
        compiled_models,
        as_of=MARCH,
        published=opened,
        **{**known, "payments": [*known["payments"], late], "entities": CLOSED},
    )

    assert compare_ledgers(opened, closing).within_closed == 0
    assert asked(
        closing,
        "select distinct document_id, cast(document_date as varchar), "
        "cast(booked_on as varchar) from marts.ledger_entries order by all",
    ) == [
        ("late", "2026-02-01", "2026-03-01"),
        ("p", "2026-02-10", "2026-02-10"),
        ("us:A1", "2026-01-05", "2026-01-05"),
    ]


@pytest.mark.rule("7.2")
@pytest.mark.parametrize("seed", [34, 37])
def test_whatever_comes_late_changes_nothing_within_closed_books(
    seed: int, tmp_path: Path, compiled_models: CompiledModels
) -> None:
    tables = world(seed)
    opened = next_version(
        tmp_path / "a",
        compiled_models,
        as_of=FEBRUARY,
        published=None,
        **in_time(tables, Random(seed)),
    )

    closing = next_version(
        tmp_path / "b",
        compiled_models,
        as_of=MARCH,
        published=opened,
        **{**tables, "entities": CLOSED},
    )

    found = compare_ledgers(opened, closing)
    assert found.named_closed == ()
    assert found.late > 10


@pytest.mark.rule("7.2")
def test_months_are_closed_one_after_the_other(
    tmp_path: Path, compiled_models: CompiledModels
) -> None:
    tables = world(41)
    shares = (0.6, 0.3, 0.0)
    closings = (None, "2026-01-31", "2026-02-28")
    versions: list[Path] = []
    for step, (share, closed) in enumerate(zip(shares, closings, strict=True)):
        seller = {**SELLER, "books_closed_through": closed}
        known = in_time(tables, Random(5), share)
        version = next_version(
            tmp_path / str(step),
            compiled_models,
            as_of=(date(2026, 2, 10), FEBRUARY, MARCH)[step],
            published=versions[-1] if versions else None,
            **{**known, "entities": [seller]},
        )
        if versions:
            found = compare_ledgers(versions[-1], version)
            assert found.named_closed == ()
            assert found.late > 0
        versions.append(version)
