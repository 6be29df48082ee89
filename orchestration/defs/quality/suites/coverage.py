"""Measures how much of what refers to something finds it."""

from __future__ import annotations

from orchestration.defs.quality.check import Check, no_row_where, present
from orchestration.defs.quality.results import CheckSpec

ITEM_OF = """
    select company_id, {0}, min(item_id) as item_id
    from tallyhouse.raw.subscription_items
    inner join tallyhouse.raw.subscriptions using (subscription_id)
    where {0} is not null
    group by all
"""
CHECKS: tuple[Check, ...] = (
    present(
        CheckSpec(
            "coverage",
            "usage_finds_an_item_that_rates_it",
            "raw.usage_daily",
            "warning",
            "At least 95 of 100 metered days belong to a company that has an item "
            "with that meter.",
        ),
        f"""
        select series.company_id, series.meter, days.local_date, series.item_id
        from tallyhouse.raw.usage_series_days as days
        inner join (
            select series_id, company_id, meter, item_id
            from tallyhouse.raw.usage_series
            left join ({ITEM_OF.format("meter")}) as rated using (company_id, meter)
        ) as series using (series_id)
        """,
        "item_id",
        keys=("company_id", "meter", "local_date"),
        expected="an item for 95 % of metered days",
        mostly=0.95,
    ),
    present(
        CheckSpec(
            "coverage",
            "device_counts_find_an_item",
            "raw.rmm_device_counts",
            "warning",
            "At least 95 of 100 device counts belong to a company that has an item "
            "for that device class.",
        ),
        f"""
        select counts.event_id, counts.company_id, counts.device_class, billed.item_id
        from tallyhouse.raw.rmm_device_counts as counts
        left join ({ITEM_OF.format("device_class")}) as billed
        using (company_id, device_class)
        """,
        "item_id",
        keys=("event_id", "company_id", "device_class"),
        expected="an item for 95 % of counts",
        mostly=0.95,
    ),
    present(
        CheckSpec(
            "coverage",
            "billable_time_finds_its_technician",
            "raw.time_entries",
            "warning",
            "At least 95 of 100 billable time entries name a technician we know the "
            "cost of.",
        ),
        """
        select entries.entry_id, entries.company_id, entries.technician_id, known.cost
        from tallyhouse.raw.time_entries as entries
        left join (
            select technician_id, max(cost_rate_minor) as cost
            from tallyhouse.raw.technicians
            group by all
        ) as known using (technician_id)
        where entries.billable
        """,
        "cost",
        keys=("entry_id", "company_id", "technician_id"),
        expected="a technician for 95 % of billable entries",
        mostly=0.95,
    ),
    present(
        CheckSpec(
            "coverage",
            "payments_find_their_invoice",
            "raw.payments",
            "warning",
            "At least 90 of 100 payments that name an invoice name an issued one.",
        ),
        """
        select
            payments.payment_id,
            payments.company_id,
            payments.invoice_no,
            found.issued_no
        from tallyhouse.raw.payments as payments
        left join (
            select distinct invoice_no, invoice_no as issued_no
            from tallyhouse.raw.issued_invoices
        ) as found using (invoice_no)
        where payments.invoice_no is not null
        """,
        "issued_no",
        keys=("payment_id", "company_id", "invoice_no"),
        expected="an issued invoice for 90 % of payments that name one",
        mostly=0.9,
    ),
    present(
        CheckSpec(
            "coverage",
            "companies_with_a_subscription_are_billed",
            "marts.invoices",
            "warning",
            "At least 90 of 100 companies whose subscription was active 60 days before "
            "as_of have an invoice of their own or on their parent's.",
        ),
        """
        select subscribed.company_id, subscribed.subscription_id, billed.invoice_id
        from (
            select company_id, min(subscription_id) as subscription_id
            from tallyhouse.raw.subscriptions
            cross join tallyhouse.raw.run_parameters
            where
                started_on <= as_of - 60
                and coalesce(ended_on, as_of) > as_of - 60
                and coalesce(trial_ends_on, started_on) <= as_of - 60
            group by all
        ) as subscribed
        left join (
            select company_id, min(invoice_id) as invoice_id
            from tallyhouse.marts.invoice_lines
            group by all
        ) as billed using (company_id)
        """,
        "invoice_id",
        keys=("company_id", "subscription_id"),
        expected="an invoice for 90 % of subscribed companies",
        mostly=0.9,
    ),
    no_row_where(
        CheckSpec(
            "coverage",
            "every_issued_invoice_reaches_the_books",
            "marts.invoices",
            "error",
            "Every issued invoice dated by as_of is in the mart exactly once.",
        ),
        """
        select
            issued.entity_id,
            issued.invoice_no,
            count(found.invoice_no) filter (
                coalesce(issued.entity_id, found.entity_id) = found.entity_id
            ) as times_found
        from tallyhouse.raw.issued_invoices as issued
        cross join tallyhouse.raw.run_parameters
        left join (
            select entity_id, invoice_no
            from tallyhouse.marts.invoices
            where source = 'issued'
        ) as found
            on issued.invoice_no = found.invoice_no
        where issued.invoice_date <= as_of
        group by all
        """,
        "times_found <> 1",
        expected="each issued invoice once",
    ),
    no_row_where(
        CheckSpec(
            "coverage",
            "every_line_belongs_to_an_invoice_and_every_invoice_has_lines",
            "marts.invoice_lines",
            "error",
            "No line stands without its invoice and no draft without lines, but one "
            "that is held for what nobody can charge yet.",
        ),
        """
        select
            coalesce(lines.invoice_id, invoices.invoice_id) as found_in,
            lines.invoice_id as lines_of,
            invoices.invoice_id as invoice_of,
            invoices.source,
            invoices.status
        from (
            select distinct invoice_id from tallyhouse.marts.invoice_lines
        ) as lines
        full outer join tallyhouse.marts.invoices as invoices using (invoice_id)
        """,
        "invoice_of is null or (lines_of is null and source = 'draft' "
        "and status <> 'pending_review')",
        expected="lines and invoices that find each other",
    ),
)
