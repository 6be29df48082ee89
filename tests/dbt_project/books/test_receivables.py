"""Open receivables are aged by due date and replayed for any day (semantics 8)."""

import duckdb
import pytest

from tests.support.world import rows


@pytest.mark.rule("8.1", "trap 41")
def test_buckets_turn_on_the_day_they_say(stories: duckdb.DuckDBPyConnection) -> None:
    listed = rows(
        stories,
        "select invoice_no, bucket from marts.ar_aging where company_id = 'edges'",
    )
    found = {str(number): bucket for number, bucket in listed}

    assert found == {
        "EF": "current",
        "E0": "current",
        "E1": "1-30",
        "E30": "1-30",
        "E31": "31-60",
        "E60": "31-60",
        "E61": "61-90",
        "E90": "61-90",
        "E91": "91-120",
        "E120": "91-120",
        "E121": "over_120",
    }


@pytest.mark.rule("8.2", "trap 40")
def test_aging_of_a_past_day_forgets_what_was_paid_since(
    stories_in_february: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        stories_in_february,
        "select invoice_no, amount_minor, age_days from marts.ar_aging "
        "where company_id in ('reversed', 'given_up', 'zoned') order by all",
    ) == [("C1", 10000, 28), ("M1", 9000, 28)]


@pytest.mark.rule("8.3")
def test_an_imported_aging_is_compared_invoice_by_invoice(
    stories: duckdb.DuckDBPyConnection,
) -> None:
    listed = rows(
        stories, "select invoice_no, status from marts.ar_aging_reconciliation"
    )
    found = {str(number): status for number, status in listed}

    assert found["A2"] == "matched"
    assert found["B1"] == "amount_differs"
    assert found["C1"] == "bucket_differs"
    assert found["ZZ"] == "missing_here"
    assert found["F2"] == "missing_there"
