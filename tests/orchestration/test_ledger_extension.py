"""A run is published only if closed books stay as they were published."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.closed_books import carry_closed_transactions
from orchestration.reports.model import Check, Outcome, Report, Status
from orchestration.reports.summary import summary
from tests.orchestration.small_ledgers import Booked, Ledger

JANUARY = Booked("jan", "2026-01-31")
FEBRUARY = Booked("feb", "2026-02-28")
MARCH = Booked("mar", "2026-03-01")
ALL = (JANUARY, FEBRUARY, MARCH)
CLOSED = {"us": "2026-02-28"}
Judge = Callable[[Ledger | None, Ledger], list[Check]]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    from orchestration.defs.quality.ledger import judge_ledger  # noqa: PLC0415  heavy

    def judged(published: Ledger | None, candidate: Ledger) -> list[Check]:
        before = published and published.write(tmp_path / "published" / "a.duckdb")
        return judge_ledger(
            before, candidate.write(tmp_path / "candidate" / "a.duckdb")
        )

    return judged


def statuses(checks: Sequence[Check]) -> list[str]:
    return [check.status.value for check in checks]


@pytest.mark.rule("7.2")
def test_what_is_booked_later_extends_the_ledger(judge: Judge) -> None:
    april = Ledger((*ALL, Booked("apr", "2026-04-01")), CLOSED, as_of="2026-04-30")

    assert statuses(judge(Ledger(ALL, CLOSED), april)) == ["passed"] * 3


@pytest.mark.rule("7.2")
def test_a_first_run_breaks_no_promise(judge: Judge) -> None:
    assert statuses(judge(None, Ledger(ALL, CLOSED))) == ["passed"] * 3


@pytest.mark.rule("7.2")
@pytest.mark.parametrize(
    ("now", "what", "published", "new"),
    [
        (Booked("feb", "2026-02-28", 101), "changed", "1.00 USD", "1.01 USD"),
        (Booked("feb", "2026-03-01"), "removed", "1.00 USD", None),
        (Booked("feb", "2026-02-28", bank="1001"), "removed", "1.00 USD", None),
        (Booked("feb", "2026-02-28", currency="JPY"), "removed", "1.00 USD", None),
        (Booked("other", "2026-02-28"), "removed", "1.00 USD", None),
    ],
    ids=["amount", "day", "account", "currency", "document"],
)
def test_a_posting_within_closed_books_may_not_differ(
    now: Booked, what: str, published: str, new: str | None, judge: Judge
) -> None:
    closed, _, _ = judge(Ledger(ALL), Ledger((JANUARY, now, MARCH), CLOSED))

    assert closed.is_blocking
    found = {
        "what": what,
        "transaction": "payment:feb:1",
        "document": "payment feb",
        "dated": "2026-02-28",
        "booked on": "2026-02-28",
        "account": "1000",
        "seller": "us",
        "closed through": "2026-02-28",
        "published": published,
        "now": new,
    }
    assert found in closed.examples


@pytest.mark.rule("7.2")
def test_nothing_is_added_within_closed_books(judge: Judge) -> None:
    late = Booked("late", "2026-02-28")

    closed, _, _ = judge(Ledger(ALL), Ledger((*ALL, late), CLOSED))

    assert closed.is_blocking
    assert closed.observed == "2 differences within closed books, 2 of them named"
    assert {one["what"] for one in closed.examples} == {"added"}
    assert {one["published"] for one in closed.examples} == {None}


@pytest.mark.rule("7.2")
def test_a_document_that_came_late_and_is_booked_on_the_first_open_day_is_told(
    judge: Judge,
) -> None:
    late = Booked("late", "2026-03-01", dated="2026-02-10")

    closed, _, _ = judge(Ledger(ALL, CLOSED), Ledger((*ALL, late), CLOSED))

    assert closed.status is Status.PASSED
    assert closed.observed.startswith("1 transactions came late")


@pytest.mark.rule("7.2")
def test_what_differs_on_open_days_is_counted_and_blocks_nothing(judge: Judge) -> None:
    now = (JANUARY, Booked("mar", "2026-03-01", 70), Booked("more", "2026-03-31"))
    closed, opened, reopened = judge(
        Ledger((*ALL, Booked("gone", "2026-03-02")), {"us": "2026-01-31"}),
        Ledger(now, {"us": "2026-01-31"}),
    )

    assert statuses([closed, opened, reopened]) == ["passed", "warned", "passed"]
    assert opened.observed == (
        "on open days up to 2026-03-31: 2 added, 2 changed, 4 removed"
    )
    assert len(opened.examples) == 8


@pytest.mark.rule("7.2")
def test_each_seller_closes_for_itself(judge: Judge) -> None:
    theirs = Booked("de", "2026-02-10", entity="de")
    changed = Booked("de", "2026-02-10", 7, entity="de")
    sellers = {"us": "2026-02-28", "de": None}

    checks = judge(Ledger((*ALL, theirs), sellers), Ledger((*ALL, changed), sellers))

    assert statuses(checks) == ["passed", "warned", "passed"]


@pytest.mark.rule("7.2")
def test_a_seller_who_is_no_longer_named_stays_closed(judge: Judge) -> None:
    closed, _, _ = judge(Ledger(ALL, CLOSED), Ledger((), {"de": None}))

    assert closed.is_blocking
    assert {one["transaction"] for one in closed.examples} == {
        "payment:jan:1",
        "payment:feb:1",
    }


@pytest.mark.rule("7.2")
def test_opening_closed_books_again_is_said_aloud(judge: Judge) -> None:
    closed, opened, reopened = judge(
        Ledger(ALL, CLOSED), Ledger((JANUARY, MARCH), {"us": "2026-01-31"})
    )

    assert statuses([closed, opened, reopened]) == ["passed", "warned", "warned"]
    assert reopened.examples == (
        {
            "seller": "us",
            "was closed through": "2026-02-28",
            "now closed through": "2026-01-31",
        },
    )


@pytest.mark.rule("7.2")
def test_twenty_postings_are_named_and_all_are_counted(judge: Judge) -> None:
    many = [Booked(f"p{place:02}", "2026-02-01") for place in range(15)]

    closed, _, _ = judge(Ledger(many), Ledger((), CLOSED))
    report = Report(
        run="0002", data="x", as_of=date(2026, 3, 31), outcome=Outcome.BLOCKED
    ).model_copy(update={"checks": (closed,)})
    text = summary(report)

    assert closed.observed == "30 differences within closed books, 20 of them named"
    assert len(closed.examples) == 20
    assert text.count("for example") == 20
    assert "transaction payment:p09:1, document payment p09" in text
    assert "what to do: undo the change in the folder" in text
    assert Report.model_validate_json(report.model_dump_json()).checks == (closed,)


@pytest.mark.rule("7.2")
def test_a_run_is_handed_what_stays_booked_within_closed_books(tmp_path: Path) -> None:
    late = Booked("late", "2026-02-01", dated="2026-01-15")
    published = Ledger((*ALL, late)).write(tmp_path / "published" / "a.duckdb")
    candidate = Ledger((), CLOSED).write(tmp_path / "candidate" / "a.duckdb")

    carry_closed_transactions(published, candidate)

    with duckdb.connect(str(candidate), read_only=True) as con:
        found = con.execute(
            "select transaction_id, document_date::varchar, booked_on::varchar "
            "from raw.closed_transactions order by all"
        ).fetchall()
        documents = con.execute(
            "select document_key from raw.closed_documents order by all"
        ).fetchall()
    assert found == [
        ("payment:feb:1", "2026-02-28", "2026-02-28"),
        ("payment:jan:1", "2026-01-31", "2026-01-31"),
        ("payment:late:1", "2026-01-15", "2026-02-01"),
    ]
    assert documents == [("application:a",), ("payment:p",), ("wallet:w",)]


@pytest.mark.rule("7.2")
def test_a_version_of_older_code_hands_on_its_transactions(tmp_path: Path) -> None:
    published = Ledger(ALL).write(tmp_path / "published" / "a.duckdb")
    candidate = Ledger((), CLOSED).write(tmp_path / "candidate" / "a.duckdb")
    with duckdb.connect(str(published)) as con:
        con.execute("drop schema intermediate cascade")

    carry_closed_transactions(published, candidate)

    with duckdb.connect(str(candidate), read_only=True) as con:
        carried = "select count(*) from raw.closed_transactions"
        assert con.execute(carried).fetchall() == [(2,)]
