"""The suites tell wrong from unusual, on real DuckDB files with the real library."""

from pathlib import Path

import pytest

from orchestration.defs.quality import CHECKS, QualityResult, blocking, run_suites
from orchestration.defs.quality.catalogue import ALL
from orchestration.defs.quality.expectations import validate
from orchestration.defs.quality.profiles import measure
from tests.orchestration.quality.warehouse import change, sound_warehouse

pytestmark = pytest.mark.slow


def judged(
    tmp_path: Path, *statements: str, history: Path | None = None
) -> dict[str, QualityResult]:
    database = sound_warehouse(tmp_path / "candidate")
    for statement in statements:
        change(database, statement)
    results = run_suites(database, history=history, out=tmp_path / "quality")
    return {result.name: result for result in results}


def judged_by(
    name: str, tmp_path: Path, statement: str, history: Path | None = None
) -> QualityResult:
    database = sound_warehouse(tmp_path / "candidate")
    change(database, statement)
    own = [check for check in ALL if check.spec.name == name]
    before = measure(history) if history else {}
    return validate(own, database, before)[0]


def test_a_sound_warehouse_without_history_holds_every_check(tmp_path: Path) -> None:
    results = judged(tmp_path)

    assert [result for result in results.values() if not result.success] == []
    assert list(results) == [spec.name for spec in CHECKS]


def test_having_no_history_is_not_unusual(tmp_path: Path) -> None:
    results = judged(tmp_path)

    drift = [result for result in results.values() if result.suite == "drift"]
    assert len(drift) >= 4
    assert all(result.success for result in drift)


WRONG = {
    "draft_totals_are_the_sums_of_their_lines": (
        "update marts.invoice_lines set amount_minor = 2999 where kind = 'usage'"
    ),
    "every_ledger_transaction_balances": (
        "update marts.ledger_entries set amount_minor = 999 where posting_no = 1"
    ),
    "aging_is_what_issued_invoices_leave_open": (
        "update marts.ar_aging set amount_minor = 601"
    ),
    "mrr_movements_tie_opening_to_closing": (
        "update marts.mrr_monthly set closing_minor = 1001"
    ),
    "the_schedule_of_a_line_sums_to_the_line": (
        "update marts.revenue_schedule set amount_minor = 999"
    ),
    "every_record_is_accepted_or_quarantined": (
        "update raw.landed_files set records = 2"
    ),
    "every_accepted_event_is_stored_or_accounted_for": (
        "update raw.usage_completeness set stored = 9 where day = date '2026-02-01'"
    ),
    "the_roll_up_holds_the_stored_quantity": (
        "delete from raw.usage_series_days where local_date = date '2026-02-01'"
    ),
    "exchange_rates_are_above_zero": (
        "insert into raw.fx_rates (date, base_currency, quote_currency, rate)"
        " values (date '2026-01-01', 'EUR', 'USD', 0)"
    ),
    "no_invoice_is_dated_after_the_run": (
        "update marts.invoices set invoice_date = date '2026-04-01'"
        " where source = 'draft'"
    ),
    "invoices_are_in_a_declared_state": (
        "update marts.invoices set status = 'lost' where source = 'draft'"
    ),
    "receivables_are_in_a_known_bucket": "update marts.ar_aging set bucket = '0-30'",
    "every_issued_invoice_reaches_the_books": (
        "insert into raw.issued_invoices (entity_id, invoice_no, invoice_date)"
        " values ('us', 'INV-2', date '2026-03-01')"
    ),
    "every_line_belongs_to_an_invoice_and_every_invoice_has_lines": (
        "update marts.invoice_lines set invoice_id = 'nobody' where kind = 'usage'"
    ),
}


def test_a_draft_without_lines_is_sound_where_it_is_held(tmp_path: Path) -> None:
    name = "every_line_belongs_to_an_invoice_and_every_invoice_has_lines"
    empty = (
        "insert into marts.invoices by name select * replace ('draft:2' as invoice_id, "
        "'{}' as status) from marts.invoices where invoice_id = 'draft:1'"
    )
    held = judged_by(name, tmp_path / "held", empty.format("pending_review"))
    due = judged_by(name, tmp_path / "due", empty.format("draft"))

    assert (held.success, due.success) == (True, False)


def test_every_error_has_a_fault_that_proves_it() -> None:
    errors = {spec.name for spec in CHECKS if spec.severity == "error"}

    assert errors == set(WRONG)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_result_blocks(name: str, tmp_path: Path) -> None:
    result = judged_by(name, tmp_path, WRONG[name])

    assert blocking([result]) == [result]
    assert result.examples


UNUSUAL = {
    "tax_rates_are_plausible": (
        "insert into raw.tax_rates (tax_rate_id, percent) values ('t', 77)"
    ),
    "discounts_stay_below_the_whole_price": (
        "insert into raw.discounts (discount_id, kind, value)"
        " values ('d', 'percent', 120)"
    ),
    "a_time_entry_fits_in_a_day": (
        "insert into raw.time_entries (entry_id, minutes) values ('e', 1500)"
    ),
    "payments_bring_money_in": "update raw.payments set amount_minor = -400",
    "device_counts_move_in_steps_a_person_would_believe": (
        "insert into raw.rmm_device_counts"
        " (event_id, company_id, device_class, device_count, observed_at) values"
        " ('1', 'acme', 'server', 12, timestamp '2026-03-01'),"
        " ('2', 'acme', 'server', 120, timestamp '2026-03-02')"
    ),
    "no_draft_dwarfs_its_seller_s_others": (
        "insert into marts.invoices select invoices.* replace ("
        " 'draft:' || n as invoice_id, if(n = 9, 500000, 3190) as total_minor)"
        " from marts.invoices, (select unnest(range(2, 10)) as n) as more"
        " where source = 'draft'"
    ),
    "few_records_are_quarantined": (
        "insert into raw.landed_files values"
        " ('payments', 'folder', 'bad.csv', 'feed', 100, 90, 10, 0, '')"
    ),
    "each_source_sent_a_usual_number_of_events_each_day": (
        "update raw.usage_completeness set accepted = 1, stored = 1"
        " where day in (date '2026-03-03', date '2026-03-04')"
    ),
    "no_source_was_silent_between_its_days": (
        "delete from raw.usage_completeness"
        " where day between date '2026-02-10' and date '2026-02-13'"
    ),
    "every_source_is_heard_from_up_to_the_end": (
        "delete from raw.usage_completeness where day > date '2026-03-20'"
    ),
    "every_billed_device_class_is_still_counted": (
        "update raw.subscription_items set device_class = 'server'"
    ),
    "every_foreign_currency_has_a_recent_rate": (
        "update marts.invoices set currency = 'EUR' where source = 'draft'"
    ),
    "usage_finds_an_item_that_rates_it": (
        "insert into raw.usage_series values (2, 'acme', 'storage_gb', 'portal', null);"
        " update raw.usage_series_days set series_id = 2"
        " where local_date < date '2026-01-20'"
    ),
    "device_counts_find_an_item": (
        "insert into raw.rmm_device_counts"
        " (event_id, company_id, device_class, device_count, observed_at)"
        " values ('1', 'acme', 'server', 12, timestamp '2026-03-01')"
    ),
    "billable_time_finds_its_technician": (
        "insert into raw.time_entries (entry_id, technician_id, minutes, billable)"
        " values ('e', 'nobody', 30, true)"
    ),
    "payments_find_their_invoice": "update raw.payments set invoice_no = 'INV-9'",
    "companies_with_a_subscription_are_billed": (
        "insert into raw.subscriptions (subscription_id, company_id, started_on)"
        " values ('s2', 'globex', date '2025-01-01')"
    ),
}
AGAINST_HISTORY = {
    "no_document_published_before_is_gone": "delete from raw.payments",
    "tables_grew_at_a_usual_pace": (
        "delete from raw.usage_series_days where local_date < date '2026-02-15'"
    ),
    "meters_run_at_their_usual_level": (
        "update raw.usage_series_days set quantity_sum = 3 * quantity_sum"
    ),
    "unit_prices_are_what_they_were": (
        "update marts.invoice_lines set unit_amount = 15 where kind = 'usage'"
    ),
    "the_usual_invoice_is_what_it_was": (
        "update marts.invoices set total_minor = 10 * total_minor"
    ),
    "the_mrr_of_past_months_is_as_it_was_published": (
        "update marts.mrr_monthly set new_minor = 900, closing_minor = 900"
        " where month = date '2026-02-01'"
    ),
}


def test_every_warning_has_data_that_raises_it() -> None:
    warnings = {spec.name for spec in CHECKS if spec.severity == "warning"}

    assert warnings == set(UNUSUAL) | set(AGAINST_HISTORY)


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_data_is_reported_and_does_not_block(name: str, tmp_path: Path) -> None:
    result = judged_by(name, tmp_path, UNUSUAL[name])

    assert not result.success
    assert not result.is_blocking
    assert result.examples


@pytest.mark.parametrize("name", AGAINST_HISTORY)
def test_drift_from_the_published_version_is_reported(
    name: str, tmp_path: Path
) -> None:
    published = sound_warehouse(tmp_path / "published")

    result = judged_by(name, tmp_path, AGAINST_HISTORY[name], history=published)

    assert not result.success
    assert not result.is_blocking
    assert result.examples


def test_the_same_version_again_has_not_drifted(tmp_path: Path) -> None:
    published = sound_warehouse(tmp_path / "published")

    results = judged(tmp_path, history=published)

    assert [result for result in results.values() if not result.success] == []


def test_a_check_that_cannot_be_computed_blocks(tmp_path: Path) -> None:
    results = judged(tmp_path, "drop table marts.ar_aging")

    of_a_column = results["receivables_are_in_a_known_bucket"]
    of_rows = results["aging_is_what_issued_invoices_leave_open"]
    for result in (of_a_column, of_rows):
        assert result.is_blocking
        assert "could not be computed" in result.observed
        assert "ar_aging does not exist" in result.observed


def test_the_judged_database_is_neither_changed_nor_locked(tmp_path: Path) -> None:
    database = sound_warehouse(tmp_path)
    before = database.read_bytes()

    run_suites(database, history=None, out=tmp_path / "quality")

    assert database.read_bytes() == before
    change(database, "update marts.ar_aging set amount_minor = 600")
