with
    signals as (select * from {{ ref("int_company_risk_signals") }}),
    reasoned as (
        select
            *,
            {{ ratio("100 * (mrr_before_minor - mrr_minor)", "mrr_before_minor") }}
            as mrr_fall_percent,
            list_filter(
                [
                    if(
                        overdue_days_max > 60,
                        'oldest invoice ' || overdue_days_max || ' days overdue',
                        null
                    ),
                    if(
                        mrr_before_minor > 0 and mrr_minor = 0,
                        'recurring revenue ended',
                        null
                    ),
                    if(
                        mrr_minor > 0 and mrr_minor * 20 <= mrr_before_minor * 19,
                        'recurring revenue fell by '
                        || cast(round(mrr_fall_percent) as bigint)
                        || ' % in three months',
                        null
                    ),
                    if(
                        usage_change_percent < -30,
                        'usage fell by '
                        || cast(- usage_change_percent as bigint)
                        || ' %',
                        null
                    ),
                    if(
                        failed_payments > 0,
                        failed_payments
                        || ' failed payment'
                        || if(failed_payments = 1, '', 's'),
                        null
                    ),
                    if(
                        disputes > 0,
                        disputes || ' disputed payment' || if(disputes = 1, '', 's'),
                        null
                    )
                ],
                lambda reason:reason is not null
            ) as reasons,
        from signals
    ),
    judged as (
        select
            *,
            if(len(reasons) > 1 or overdue_days_max > 90, 'high', 'elevated') as risk,
        from reasoned
        where len(reasons) > 0
    )
select
    company_id,
    company_name,
    currency,
    tier,
    risk,
    row_number() over (
        order by
            risk = 'high' desc,
            len(reasons) desc,
            overdue_days_max desc nulls last,
            company_id,
            currency
    ) as risk_position,
    array_to_string(reasons, '; ') as reasons,
    {{ major_units("overdue_minor", "exponent") }} as overdue,
    overdue_days_max,
    {{ major_units("mrr_minor", "exponent") }} as mrr,
    {{ major_units("mrr_minor - mrr_before_minor", "exponent") }} as mrr_change,
    cast(usage_change_percent as decimal(38, 6)) as usage_change_percent,
    failed_payments,
    {{ major_units("long_overdue_minor", "exponent") }} as long_overdue,
    {{ major_units("contraction_minor", "exponent") }} as contraction,
    disputes,
    {{ major_units("disputed_minor", "exponent") }} as disputed,
    long_overdue_minor > 0 as has_long_overdue,
    mrr_minor < mrr_before_minor
    and mrr_minor * 20 <= mrr_before_minor * 19 as has_contraction,
    coalesce(usage_change_percent < -30, false) as has_falling_usage,
    failed_payments > 0 as has_failed_payment,
    disputes > 0 as has_dispute,
from judged
