with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    history as (select * from {{ ref("mart_executive_kpi_history") }}),
    views as (
        select
            reporting_view,
            min(view_position) as view_position,
            min(view_label) as view_label,
            max(unquoted_currencies) filter (
                month
                = (select max(month) from {{ ref("int_executive_measures_reported") }})
            ) as unquoted_currencies,
        from {{ ref("int_executive_measures_reported") }}
        group by all
    ),
    described as (
        select *
        from
            (
                values
                    (0, 'mrr', 'MRR', 1, 'No recurring revenue this month.'),
                    (
                        1,
                        'churn',
                        'Churn',
                        -1,
                        'No revenue to lose at the month''s start.'
                    ),
                    (2, 'gross_margin', 'Gross margin', 1, 'No revenue this month.'),
                    (
                        3,
                        'ltv',
                        'LTV',
                        1,
                        'Needs revenue and churn within twelve months.'
                    ),
                    (4, 'receivables_open', 'Receivables', 0, 'Nothing was invoiced.'),
                    (
                        5,
                        'receivables_overdue',
                        'Overdue',
                        -1,
                        'Nothing was overdue yet.'
                    )
            ) as listed(kpi_position, kpi, label, good_sign, empty_note)
    ),
    months as (
        select
            cast(date_trunc('month', as_of) as date) as month,
            cast(
                date_trunc('month', as_of) - interval 1 month as date
            ) as previous_month,
            as_of,
        from as_of
    ),
    paired as (
        select
            views.*,
            described.* exclude (kpi),
            now.kpi,
            now.currency,
            now.unit,
            months.month,
            months.previous_month,
            months.as_of,
            now.value,
            before.value as previous_value,
        from history as now
        inner join months on now.month = months.month
        inner join views on now.reporting_view = views.reporting_view
        inner join described on now.kpi = described.kpi
        -- missing: the first month of a business
        left join
            history as before
            on now.reporting_view = before.reporting_view
            and now.kpi = before.kpi
            and before.month = months.previous_month
    ),
    changed as (
        select
            *,
            case
                when unit = 'percent'
                then round(value - previous_value, 1)
                else
                    round(
                        {{
                            ratio(
                                "100 * ("
                                ~ scaled("value", 6)
                                ~ " - "
                                ~ scaled("previous_value", 6)
                                ~ ")",
                                scaled("previous_value", 6),
                            )
                        }},
                        1
                    )
            end as change,
        from paired
    )
select
    reporting_view,
    view_position,
    view_label,
    currency,
    kpi,
    kpi_position,
    label,
    unit,
    month,
    previous_month,
    value,
    previous_value,
    cast(change as decimal(38, 6)) as change,
    if(unit = 'percent', 'points', 'percent') as change_unit,
    if(good_sign = 0 or change = 0, null, sign(change) = good_sign) as is_improvement,
    case
        when value is not null
        then null
        when unquoted_currencies is not null and reporting_view = 'consolidated'
        then
            'No exchange rate into '
            || currency
            || ' for '
            || unquoted_currencies
            || '.'
        else empty_note
    end as note,
    as_of,
from changed
