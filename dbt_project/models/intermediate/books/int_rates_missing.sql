with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    reporting as (select * from {{ ref("int_reporting_currency") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    -- what the figures of each place are converted from and into, and as of which day
    needed as (
        select
            'mrr_companies_monthly' as shown_in,
            company_id || ' ' || currency as subject_id,
            company_id,
            currency as from_currency,
            reporting_currency as to_currency,
            least(last_day(month), as_of.as_of) as valued_on,
        from {{ ref("mrr_companies_monthly") }}
        cross join as_of
        where reported_closing_minor is null
        union all
        select
            'ar_aging',
            company_id || ' ' || currency,
            company_id,
            currency,
            reporting_currency,
            as_of
        from {{ ref("ar_aging") }}
        where reporting_minor is null
        union all
        select
            'ar_aging_monthly',
            company_id || ' ' || currency,
            company_id,
            currency,
            reporting_currency,
            aged_on
        from {{ ref("ar_aging_monthly") }}
        where reporting_open_minor is null or reporting_credit_minor is null
        union all
        -- open invoices need the rate of their own day and today's
        select
            'receivables_revalued',
            revalued.invoice_id,
            revalued.company_id,
            revalued.currency,
            revalued.books_currency,
            unnest([invoices.invoice_date, revalued.as_of])
        from {{ ref("receivables_revalued") }} as revalued
        inner join
            {{ ref("int_invoices_receivable") }} as invoices
            on revalued.invoice_id = invoices.invoice_id
        where revalued.revaluation_minor is null
        union all
        select
            'profitability_monthly',
            company_id || ' ' || product_id || ' ' || currency,
            company_id,
            cost_currency,
            currency,
            invoice_date
        from {{ ref("int_line_costs") }}
        where missing = 'exchange_rate'
        union all
        select
            'profitability_monthly',
            company_id || ' time ' || original_currency,
            company_id,
            original_currency,
            currency,
            worked_on
        from {{ ref("int_time_costs") }}
        where missing = 'exchange_rate'
        union all
        select
            'consolidated_statements',
            entity_id || ' ' || currency,
            null,
            currency,
            reporting_currency,
            least(last_day(month), as_of.as_of)
        from {{ ref("consolidated_statements") }}
        cross join as_of
        where rate is null and currency <> reporting_currency
        union all
        select
            'growth_comparisons',
            series.currency,
            null,
            series.currency,
            reporting.reporting_currency,
            least(last_day(series.month), as_of.as_of)
        from {{ ref("int_growth_series") }} as series
        cross join reporting
        cross join as_of
        where
            series.basis = 'own'
            and series.metric not in ('customers', 'arpa')
            and series.amount <> 0
            and series.currency <> reporting.reporting_currency
        union all
        select
            'mart_executive_kpis',
            unnest(string_split(unquoted_currencies, ', ')),
            null,
            unnest(string_split(unquoted_currencies, ', ')),
            currency,
            least(last_day(month), as_of.as_of)
        from {{ ref("int_executive_measures_reported") }}
        cross join as_of
        where unquoted_currencies is not null
        union all
        select
            'payout_reconciliation',
            payouts.payout_id,
            null,
            transactions.currency,
            payouts.currency,
            payouts.paid_on
        from {{ ref("int_payouts_dated") }} as payouts
        inner join
            {{ ref("int_processor_transactions_united") }} as transactions
            on payouts.payout_id = transactions.payout_id
            and payouts.entity_id = transactions.entity_id
        where
            transactions.currency <> payouts.currency
            and transactions.acts_on <= payouts.paid_on
    )
select
    needed.shown_in,
    needed.subject_id,
    any_value(needed.company_id) as company_id,
    min(needed.from_currency) as from_currency,
    'not converted as of '
    || min(needed.valued_on)
    || if(
        count(distinct needed.valued_on) > 1,
        ' and ' || (count(distinct needed.valued_on) - 1) || ' later dates',
        ''
    )
    || ': fx_rates has no rate from '
    || string_agg(
        distinct needed.from_currency || ' to ' || needed.to_currency,
        ', '
        order by needed.from_currency || ' to ' || needed.to_currency
    )
    || ' by then; add one, in either direction, and run again' as reason,
from needed
left join
    rates
    on {{
        rate_in_force(
            "needed.from_currency", "needed.to_currency", "needed.valued_on"
        )
    }}
where rates.rate is null
group by needed.shown_in, needed.subject_id
