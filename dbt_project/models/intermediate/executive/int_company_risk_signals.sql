with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    companies as (select * from {{ ref("stg_companies") }}),
    currencies as (select * from {{ ref("currencies") }}),
    overdue as (
        select
            company_id,
            currency,
            sum(amount_minor) as overdue_minor,
            sum(amount_minor) filter (age_days > 60) as long_overdue_minor,
            max(age_days) as overdue_days_max,
        from {{ ref("ar_aging") }}
        where age_days > 0 and invoice_no is not null
        group by all
    ),
    recurring as (
        select
            mrr.company_id,
            mrr.currency,
            sum(mrr.closing_minor) filter (
                mrr.month = date_trunc('month', as_of.as_of)
            ) as mrr_minor,
            sum(mrr.closing_minor) filter (
                mrr.month = date_trunc('month', as_of.as_of) - interval 3 month
            ) as mrr_before_minor,
            -- shrinking and ends of the last three months, what grew apart
            - sum(mrr.contraction_minor + mrr.churn_minor) filter (
                mrr.month > date_trunc('month', as_of.as_of) - interval 3 month
            ) as contraction_minor,
        from {{ ref("mrr_monthly") }} as mrr
        cross join as_of
        group by all
    ),
    usage_trend as (select * from {{ ref("int_company_usage_compared") }}),
    failed as (
        select payments.company_id, payments.currency, count(*) as failed_payments,
        from {{ ref("payments") }} as payments
        cross join as_of
        where payments.status = 'failed' and payments.received_on > as_of.as_of - 60
        group by all
    ),
    -- opened in the last 90 days, or not closed yet
    disputed as (
        select
            payments.company_id,
            payments.currency,
            count(*) as disputes,
            sum(disputes.amount_minor) as disputed_minor,
        from {{ ref("stg_disputes") }} as disputes
        inner join
            {{ ref("payments") }} as payments
            on disputes.payment_id = payments.payment_id
        cross join as_of
        where
            disputes.opened_on <= as_of.as_of
            and (
                disputes.opened_on > as_of.as_of - 90
                or disputes.status = 'open'
                or disputes.closed_on > as_of.as_of
            )
        group by all
    ),
    keys as (
        select company_id, currency
        from overdue
        union
        select company_id, currency
        from recurring
        union
        select company_id, currency
        from failed
        union
        select company_id, currency
        from disputed
    )
select
    keys.company_id,
    keys.currency,
    companies.name as company_name,
    companies.tier,
    currencies.exponent,
    coalesce(overdue.overdue_minor, 0) as overdue_minor,
    coalesce(overdue.long_overdue_minor, 0) as long_overdue_minor,
    overdue.overdue_days_max,
    coalesce(recurring.mrr_minor, 0) as mrr_minor,
    coalesce(recurring.mrr_before_minor, 0) as mrr_before_minor,
    coalesce(recurring.contraction_minor, 0) as contraction_minor,
    usage_trend.usage_change_percent,
    coalesce(failed.failed_payments, 0) as failed_payments,
    coalesce(disputed.disputes, 0) as disputes,
    coalesce(disputed.disputed_minor, 0) as disputed_minor,
from keys
inner join companies on keys.company_id = companies.company_id
inner join currencies on keys.currency = currencies.currency
left join
    overdue on keys.company_id = overdue.company_id and keys.currency = overdue.currency
left join
    recurring
    on keys.company_id = recurring.company_id
    and keys.currency = recurring.currency
left join usage_trend on keys.company_id = usage_trend.company_id
left join
    failed on keys.company_id = failed.company_id and keys.currency = failed.currency
left join
    disputed
    on keys.company_id = disputed.company_id
    and keys.currency = disputed.currency
