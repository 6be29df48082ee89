{%- set movements = ["new", "expansion", "contraction", "churn", "reactivation"] -%}
with
    months as (select * from {{ ref("int_month_ends") }}),
    reporting as (select * from {{ ref("int_reporting_currency") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    summed as (
        select
            month,
            company_id,
            currency,
            cast(sum(opening_minor) as bigint) as opening_minor,
            {% for movement in movements %}
                cast(sum({{ movement }}_minor) as bigint) as {{ movement }}_minor,
            {% endfor %}
            cast(sum(closing_minor) as bigint) as closing_minor,
        from {{ ref("mrr_monthly") }}
        group by month, company_id, currency
    ),
    listed as (
        unpivot summed on opening_minor,
        {% for movement in movements %} {{ movement }}_minor, {% endfor %}
        closing_minor
        into name figure value amount_minor
    ),
    -- the opening is valued as the month before closed, all else as this one does
    dated as (
        select
            currencies.currency,
            months.month,
            valued.is_opening,
            if(valued.is_opening, months.month - 1, months.state_on) as valued_on,
        from (select currency from summed group by currency) as currencies
        cross join months
        cross join (values (true), (false)) as valued(is_opening)
    ),
    quoted as (
        select dated.*, reporting.reporting_currency, rates.* exclude (rate_on),
        from dated
        cross join reporting
        -- missing: a currency without a rate by then
        left join
            rates
            on {{
                rate_in_force(
                    "dated.currency",
                    "reporting.reporting_currency",
                    "dated.valued_on",
                )
            }}
    ),
    converted as (
        select
            listed.month,
            listed.company_id,
            listed.currency,
            listed.figure,
            quoted.reporting_currency,
            case
                when
                    listed.amount_minor = 0
                    or listed.currency = quoted.reporting_currency
                then listed.amount_minor
                else {{ convert_minor("listed.amount_minor", "quoted") }}
            end as amount_minor,
        from listed
        inner join
            quoted
            on listed.currency = quoted.currency
            and listed.month = quoted.month
            and quoted.is_opening = (listed.figure = 'opening_minor')
    ),
    reported as (
        select
            month,
            company_id,
            currency,
            reporting_currency,
            {% for figure in ["opening"] + movements + ["closing"] %}
                cast(
                    any_value(amount_minor) filter (
                        figure = '{{ figure }}_minor'
                    ) as bigint
                ) as reported_{{ figure }}_minor,
            {% endfor %}
        from converted
        group by month, company_id, currency, reporting_currency
    )
select
    summed.month,
    summed.company_id,
    summed.currency,
    summed.opening_minor,
    {% for movement in movements %} summed.{{ movement }}_minor, {% endfor %}
    summed.closing_minor,
    summed.closing_minor * 12 as arr_minor,
    reported.reporting_currency,
    reported.reported_opening_minor,
    {% for movement in movements %} reported.reported_{{ movement }}_minor, {% endfor %}
    -- what exchange alone moved, the rounding of conversions with it (semantics 1.5)
    reported.reported_closing_minor - reported.reported_opening_minor
    {% for movement in movements %}
        - reported.reported_{{ movement }}_minor
    {% endfor %} as reported_fx_minor,
    reported.reported_closing_minor,
from summed
inner join
    reported
    on summed.month = reported.month
    and summed.company_id = reported.company_id
    and summed.currency = reported.currency
