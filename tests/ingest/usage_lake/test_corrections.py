"""A correction replaces a quantity, and is itself an event with a date."""

from datetime import date
from decimal import Decimal

import pytest


def total(landing) -> Decimal:
    return landing.rows("select coalesce(sum(quantity_sum), 0) from raw.usage_daily")[
        0
    ][0]


@pytest.mark.rule("3.7")
def test_a_correction_replaces_the_quantity_at_the_event_s_instant(home, usage_row):
    home.write(
        "usage/2026-03-01.csv",
        [usage_row("e", quantity="100"), usage_row("f", quantity="1")],
    )
    before = home.land()
    home.write(
        "usage/2026-03-20.csv",
        [
            usage_row(
                "c",
                quantity="40",
                corrects_event_id="e",
                occurred_at="2026-03-20T00:00:00Z",
                received_at="2026-03-20T09:00:00Z",
            )
        ],
    )

    landing = home.land()

    assert total(before) == 101
    assert total(landing) == 41
    assert landing.rows(
        "select local_date, sum(event_count) from raw.usage_daily group by all"
    ) == [(date(2026, 3, 1), Decimal(2))]
    assert date(2026, 3, 1) in landing.report.touched_days


@pytest.mark.rule("3.7", "5.4")
def test_what_a_correction_changes_was_received_with_the_correction(home, usage_row):
    home.write(
        "usage.csv",
        [
            usage_row("e", quantity="100"),
            usage_row(
                "c",
                quantity="40",
                corrects_event_id="e",
                received_at="2026-03-20T15:00:00Z",
            ),
        ],
    )

    assert home.land().rows(
        "select received_on, cast(quantity_sum as integer), event_count "
        "from raw.usage_daily order by 1"
    ) == [(date(2026, 3, 1), 100, 1), (date(2026, 3, 20), -60, 0)]


@pytest.mark.rule("3.7", "5.4")
def test_a_correction_that_came_first_waits_for_its_event(home, usage_row):
    home.write(
        "usage.csv",
        [
            usage_row("e", quantity="100", received_at="2026-03-20T15:00:00Z"),
            usage_row("c", quantity="40", corrects_event_id="e"),
        ],
    )

    assert home.land().rows(
        "select received_on, cast(quantity_sum as integer), event_count "
        "from raw.usage_daily"
    ) == [(date(2026, 3, 20), 40, 1)]


@pytest.mark.rule("3.7")
def test_of_a_chain_of_corrections_the_last_received_counts(home, usage_row):
    home.write(
        "usage.csv",
        [
            usage_row("e", quantity="100"),
            usage_row(
                "c2",
                quantity="30",
                corrects_event_id="c1",
                received_at="2026-03-21T00:00:00Z",
            ),
            usage_row(
                "c1",
                quantity="40",
                corrects_event_id="e",
                received_at="2026-03-20T00:00:00Z",
            ),
            usage_row(
                "c3",
                quantity="20",
                corrects_event_id="e",
                received_at="2026-03-19T00:00:00Z",
            ),
        ],
    )

    landing = home.land()

    assert total(landing) == 30
    assert sum(day.corrections for day in landing.report.completeness) == 3


@pytest.mark.rule("2.6")
def test_a_correction_dated_after_as_of_is_as_if_absent(home, usage_row):
    home.write(
        "usage.csv",
        [
            usage_row("e", quantity="100"),
            usage_row(
                "c",
                quantity="40",
                corrects_event_id="e",
                occurred_at="2026-04-01T04:00:00Z",
            ),
        ],
    )

    landing = home.land()

    assert total(landing) == 100
    assert landing.report.quarantined == 0


@pytest.mark.rule("1.6")
def test_a_correction_of_nothing_is_quarantined(home, usage_row):
    home.write(
        "usage.csv",
        [
            usage_row("c", quantity="40", corrects_event_id="gone"),
            usage_row("x", corrects_event_id="y"),
            usage_row("y", corrects_event_id="x"),
        ],
    )

    landing = home.land()

    assert total(landing) == 0
    assert [row[1:4] for row in landing.quarantine("usage")] == [
        (2, "corrects_event_id", "gone"),
        (3, "corrects_event_id", "y"),
        (4, "corrects_event_id", "x"),
    ]
    count = landing.count("usage.csv")
    assert (count.records, count.accepted, count.quarantined) == (3, 0, 3)
