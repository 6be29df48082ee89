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
    -- the opening is valued as the month before closed
    quoted as (
        select
            summed.*,
            reporting.reporting_currency,
            summed.currency = reporting.reporting_currency as is_reporting,
            closing_rates.rate,
            closing_rates.is_inverse,
            closing_rates.from_exponent,
            closing_rates.to_exponent,
            opening_rates.rate as opening_rate,
            opening_rates.is_inverse as is_opening_inverse,
        from summed
        cross join reporting
        inner join months on summed.month = months.month
        -- missing: a currency without a rate by then
        left join
            rates as closing_rates
            on summed.currency = closing_rates.from_currency
            and reporting.reporting_currency = closing_rates.to_currency
            and months.state_on >= closing_rates.rate_on
            and months.state_on < closing_rates.valid_to
        left join
            rates as opening_rates
            on summed.currency = opening_rates.from_currency
            and reporting.reporting_currency = opening_rates.to_currency
            and summed.month - 1 >= opening_rates.rate_on
            and summed.month - 1 < opening_rates.valid_to
    ),
    reported as (
        select
            *,
            case
                when is_reporting or opening_minor = 0
                then opening_minor
                else
                    {{
                        convert_minor(
                            "opening_minor",
                            "opening_rate",
                            "is_opening_inverse",
                            "from_exponent",
                            "to_exponent",
                        )
                    }}
            end as reported_opening_minor,
            {% for amount in movements + ["closing"] %}
                case
                    when is_reporting or {{ amount }}_minor = 0
                    then {{ amount }}_minor
                    else
                        {{
                            convert_minor(
                                amount ~ "_minor",
                                "rate",
                                "is_inverse",
                                "from_exponent",
                                "to_exponent",
                            )
                        }}
                end as reported_{{ amount }}_minor,
            {% endfor %}
        from quoted
    )
select
    month,
    company_id,
    currency,
    opening_minor,
    {% for movement in movements %} {{ movement }}_minor, {% endfor %}
    closing_minor,
    closing_minor * 12 as arr_minor,
    reporting_currency,
    reported_opening_minor,
    {% for movement in movements %} reported_{{ movement }}_minor, {% endfor %}
    -- what exchange alone moved, the rounding of conversions with it (semantics 1.5)
    reported_closing_minor - reported_opening_minor
    {% for movement in movements %}
        - reported_{{ movement }}_minor
    {% endfor %} as reported_fx_minor,
    reported_closing_minor,
from reported
