"""Adds the same money up along two ways and compares, in exact integers."""

from __future__ import annotations

from orchestration.defs.quality.check import Check, no_row_where
from orchestration.defs.quality.results import CheckSpec

CHECKS: tuple[Check, ...] = (
    no_row_where(
        CheckSpec(
            "sums",
            "draft_totals_are_the_sums_of_their_lines",
            "marts.invoices",
            "error",
            "A draft's subtotal, discount and tax are the sums of its lines, and its "
            "total is the sum of the three.",
        ),
        """
        select
            invoice_id,
            invoices.company_id,
            any_value(invoices.total_minor) as total_minor,
            any_value(invoices.subtotal_minor)
                - coalesce(sum(amount_minor), 0) as subtotal_off_by,
            any_value(invoices.discount_minor)
                - coalesce(sum(lines.discount_minor), 0) as discount_off_by,
            any_value(invoices.tax_minor)
                - coalesce(sum(lines.tax_minor), 0) as tax_off_by,
            any_value(invoices.total_minor)
                - any_value(invoices.subtotal_minor)
                - any_value(invoices.discount_minor)
                - any_value(invoices.tax_minor) as total_off_by
        from tallyhouse.marts.invoices as invoices
        left join tallyhouse.marts.invoice_lines as lines using (invoice_id)
        where invoices.source = 'draft'
        group by all
        """,
        "subtotal_off_by <> 0 or discount_off_by <> 0 or tax_off_by <> 0 "
        "or total_off_by <> 0",
        expected="no difference in minor units",
    ),
    no_row_where(
        CheckSpec(
            "sums",
            "every_ledger_transaction_balances",
            "marts.ledger_entries",
            "error",
            "A transaction's postings sum to zero in every currency, and it has at "
            "least two.",
        ),
        """
        select
            transaction_id,
            currency,
            sum(amount_minor) as off_by_minor,
            count(*) as postings
        from tallyhouse.marts.ledger_entries
        group by all
        """,
        "off_by_minor <> 0 or postings < 2",
        expected="zero per transaction and currency",
    ),
    no_row_where(
        CheckSpec(
            "sums",
            "aging_is_what_issued_invoices_leave_open",
            "marts.ar_aging",
            "error",
            "Per company and currency the aging of its invoices equals their balances.",
        ),
        """
        with
            aged as (
                select company_id, currency, sum(amount_minor) as aged_minor
                from tallyhouse.marts.ar_aging
                where invoice_no is not null
                group by all
            ),
            open_invoices as (
                select company_id, currency, sum(balance_minor) as open_minor
                from tallyhouse.marts.invoices
                where source = 'issued'
                group by all
            )
        select
            company_id,
            currency,
            coalesce(aged_minor, 0) as aged_minor,
            coalesce(open_minor, 0) as open_minor
        from aged
        full outer join open_invoices using (company_id, currency)
        """,
        "aged_minor <> open_minor",
        expected="aged = open, in minor units",
    ),
    no_row_where(
        CheckSpec(
            "sums",
            "mrr_movements_tie_opening_to_closing",
            "marts.mrr_monthly",
            "error",
            "Opening and movements give closing for every company, product and month.",
        ),
        """
        select
            month,
            company_id,
            product_id,
            currency,
            opening_minor,
            closing_minor,
            opening_minor
            + new_minor
            + expansion_minor
            + contraction_minor
            + churn_minor
            + reactivation_minor
            + fx_minor
            - closing_minor as off_by_minor
        from tallyhouse.marts.mrr_monthly
        """,
        "off_by_minor <> 0",
        expected="opening + movements = closing",
    ),
    no_row_where(
        CheckSpec(
            "sums",
            "the_schedule_of_a_line_sums_to_the_line",
            "marts.revenue_schedule",
            "error",
            "The recognised months of an issued invoice line sum to its amount after "
            "discount.",
        ),
        """
        select
            invoice_id,
            line_no,
            currency,
            any_value(lines.amount_minor + lines.discount_minor) as line_minor,
            sum(schedule.amount_minor) as scheduled_minor
        from tallyhouse.marts.revenue_schedule as schedule
        inner join tallyhouse.marts.invoice_lines as lines
            using (invoice_id, line_no, currency)
        group by all
        """,
        "line_minor <> scheduled_minor",
        expected="scheduled = amount + discount, in minor units",
    ),
)
