"""Holds values to the range in which they can be meant."""

from __future__ import annotations

from orchestration.defs.quality.check import Check, between, no_row_where, one_of
from orchestration.defs.quality.results import CheckSpec

_STATUSES = (
    "draft",
    "pending_review",
    "approved",
    "issued",
    "partially_paid",
    "paid",
    "void",
    "uncollectible",
)
_BUCKETS = ("current", "1-30", "31-60", "61-90", "91-120", "over_120")

CHECKS: tuple[Check, ...] = (
    between(
        CheckSpec(
            "ranges",
            "tax_rates_are_plausible",
            "raw.tax_rates",
            "warning",
            "A tax rate lies between 0 and 30 percent.",
        ),
        "select tax_rate_id, percent from tallyhouse.raw.tax_rates",
        "percent",
        low=0,
        high=30,
        keys=("tax_rate_id",),
        expected="0 to 30 percent",
    ),
    between(
        CheckSpec(
            "ranges",
            "discounts_stay_below_the_whole_price",
            "raw.discounts",
            "warning",
            "A percent discount takes off more than nothing and at most everything.",
        ),
        """
        select discount_id, company_id, value
        from tallyhouse.raw.discounts
        where kind = 'percent'
        """,
        "value",
        low=0,
        high=100,
        keys=("discount_id", "company_id"),
        expected="0 to 100 percent",
    ),
    between(
        CheckSpec(
            "ranges",
            "a_time_entry_fits_in_a_day",
            "raw.time_entries",
            "warning",
            "A time entry is longer than no time and shorter than a day.",
        ),
        "select entry_id, technician_id, minutes from tallyhouse.raw.time_entries",
        "minutes",
        low=1,
        high=1440,
        keys=("entry_id", "technician_id"),
        expected="1 to 1,440 minutes",
    ),
    between(
        CheckSpec(
            "ranges",
            "payments_bring_money_in",
            "raw.payments",
            "warning",
            "A payment's amount is above zero; money going out is a refund.",
        ),
        "select payment_id, company_id, amount_minor from tallyhouse.raw.payments",
        "amount_minor",
        low=1,
        keys=("payment_id", "company_id"),
        expected="above 0",
    ),
    no_row_where(
        CheckSpec(
            "ranges",
            "exchange_rates_are_above_zero",
            "raw.fx_rates",
            "error",
            "A rate of zero or below would turn money into nothing or debt.",
        ),
        """
        select date, base_currency, quote_currency, cast(rate as varchar) as rate
        from tallyhouse.raw.fx_rates
        """,
        "cast(rate as decimal(20, 10)) <= 0",
        expected="above 0",
    ),
    no_row_where(
        CheckSpec(
            "ranges",
            "device_counts_move_in_steps_a_person_would_believe",
            "raw.rmm_device_counts",
            "warning",
            "A company's device count never moves to over four times or under a "
            "quarter of the count before, beyond twenty devices.",
        ),
        """
        select
            event_id,
            company_id,
            device_class,
            observed_at,
            lag(device_count) over by_class as count_before,
            device_count
        from tallyhouse.raw.rmm_device_counts
        window
            by_class as (
                partition by company_id, device_class order by observed_at, event_id
            )
        """,
        "abs(device_count - count_before) > 20 and "
        "(device_count > 4 * count_before or count_before > 4 * device_count)",
        expected="steps below fourfold",
    ),
    no_row_where(
        CheckSpec(
            "ranges",
            "no_invoice_is_dated_after_the_run",
            "marts.invoices",
            "error",
            "Every invoice is dated on or before as_of and due on or after its date.",
        ),
        """
        select invoice_id, company_id, source, invoice_date, due_date, as_of
        from tallyhouse.marts.invoices
        cross join tallyhouse.raw.run_parameters
        """,
        "invoice_date > as_of or (source = 'draft' and due_date < invoice_date)",
        expected="invoice_date <= as_of, due_date >= invoice_date",
    ),
    one_of(
        CheckSpec(
            "ranges",
            "invoices_are_in_a_declared_state",
            "marts.invoices",
            "error",
            "Every invoice is in one of the states of the state machine.",
        ),
        "select invoice_id, company_id, status from tallyhouse.marts.invoices",
        "status",
        _STATUSES,
        keys=("invoice_id", "company_id"),
        expected="a state of semantics 5.1",
    ),
    one_of(
        CheckSpec(
            "ranges",
            "receivables_are_in_a_known_bucket",
            "marts.ar_aging",
            "error",
            "Every receivable is in one of the six buckets.",
        ),
        "select company_id, invoice_no, bucket from tallyhouse.marts.ar_aging",
        "bucket",
        _BUCKETS,
        keys=("company_id", "invoice_no"),
        expected="a bucket of semantics 8.1",
    ),
    no_row_where(
        CheckSpec(
            "ranges",
            "no_draft_dwarfs_its_seller_s_others",
            "marts.invoices",
            "warning",
            "No draft is over fifty times the median draft of its seller and currency.",
        ),
        """
        select
            invoice_id,
            company_id,
            currency,
            total_minor,
            median(total_minor) over (partition by entity_id, currency) as median_minor
        from tallyhouse.marts.invoices
        where source = 'draft' and total_minor > 0
        """,
        "total_minor > 50 * median_minor",
        expected="at most fifty times the median",
    ),
)
