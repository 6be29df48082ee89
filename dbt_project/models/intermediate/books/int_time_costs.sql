with
    as_of as (select as_of from {{ ref("stg_run_parameters") }}),
    companies as (select * from {{ ref("int_companies_zoned") }}),
    technicians as (select * from {{ ref("stg_technicians") }}),
    rates as (select * from {{ ref("int_fx_rates_latest") }}),
    entries as (
        select
            entries.*,
            companies.currency as company_currency,
            {{ local_date("entries.worked_at", "companies.time_zone") }} as worked_on,
        from {{ ref("stg_time_entries") }} as entries
        inner join companies on entries.company_id = companies.company_id
    ),
    -- the rate of the day the work was done, never a later one (trap 65)
    costed as (
        select
            entries.entry_id,
            entries.company_id,
            entries.product_id,
            entries.company_currency,
            entries.worked_on,
            entries.minutes,
            coalesce(
                entries.cost_minor,
                cast(
                    {{
                        round_scaled(
                            "technicians.cost_rate_minor * "
                            ~ scaled("entries.minutes", 6),
                            "60000000",
                            "1",
                            "1",
                            "'half_up'",
                        )
                    }} as bigint
                )
            ) as cost_minor,
            if(
                entries.cost_minor is not null,
                entries.company_currency,
                coalesce(technicians.currency, entries.company_currency)
            ) as cost_currency,
        from entries
        cross join as_of
        -- missing: a technician nobody gave a rate; counted, never zero
        asof left join
            technicians
            on entries.technician_id = technicians.technician_id
            and entries.worked_on >= technicians.effective_from
        where entries.worked_on <= as_of.as_of
    )
select
    costed.entry_id,
    costed.company_id,
    costed.product_id,
    costed.company_currency as currency,
    costed.worked_on,
    costed.minutes,
    costed.cost_minor as original_cost_minor,
    costed.cost_currency as original_currency,
    case
        when costed.cost_currency = costed.company_currency
        then costed.cost_minor
        else {{ convert_minor("costed.cost_minor") }}
    end as cost_minor,
    case
        when costed.cost_minor is null
        then 'cost_rate'
        when costed.cost_currency <> costed.company_currency and rates.rate is null
        then 'exchange_rate'
    end as missing,
from costed
-- missing: the same currency, or no rate by then
left join
    rates
    on {{
        rate_in_force(
            "costed.cost_currency", "costed.company_currency", "costed.worked_on"
        )
    }}
