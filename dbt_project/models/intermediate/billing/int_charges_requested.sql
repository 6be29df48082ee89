{{ config(materialized="view") }}

with
    run as (select * from {{ ref("stg_run_parameters") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    quantities as (select * from {{ ref("int_metered_quantities") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    entries as (select * from {{ ref("stg_time_entries") }}),
    one_offs as (select * from {{ ref("stg_one_off_charges") }}),
    from_items as (
        select
            segments.segment_id as charge_id,
            case when segments.is_metered then 'usage' else 'recurring' end as kind,
            segments.company_id,
            segments.product_id,
            segments.contract_id,
            segments.currency,
            segments.fixed_price_id,
            segments.service_start as price_on,
            false as is_company_wide,
            case
                when segments.is_metered
                then quantities.quantity_numerator
                else {{ scaled("segments.quantity", 6) }}
            end as quantity_numerator,
            coalesce(
                quantities.quantity_denominator, cast(1000000 as hugeint)
            ) as quantity_denominator,
            quantities.event_count,
            coalesce(quantities.measure = 'sum', false) as is_by_transaction,
            coalesce(quantities.lacks_readings, false) as lacks_readings,
        from segments
        left join quantities on segments.segment_id = quantities.segment_id
        where
            case
                when segments.is_metered
                then quantities.can_be_aggregated
                else segments.quantity <> 0
            end
    ),
    from_events as (
        select
            'time:' || entries.entry_id as charge_id,
            'time' as kind,
            entries.company_id,
            entries.product_id,
            {{ local_date("entries.worked_at", "companies.time_zone") }} as price_on,
            -- minutes / 60 exactly, so the sixty is in the denominator
            {{ scaled("entries.minutes", 6) }} as quantity_numerator,
            cast(60000000 as hugeint) as quantity_denominator,
        from entries
        inner join companies on entries.company_id = companies.company_id
        where entries.billable
        union all
        select
            'one_off:' || charge_id,
            'one_off',
            company_id,
            product_id,
            charged_on,
            {{ scaled("quantity", 6) }},
            cast(1000000 as hugeint),
        from one_offs
    )
select from_items.*, companies.tier, companies.rounding,
from from_items
inner join companies on from_items.company_id = companies.company_id
union all by name
select
    from_events.*,
    companies.tier,
    companies.rounding,
    cast(null as varchar) as contract_id,
    companies.currency,
    cast(null as varchar) as fixed_price_id,
    true as is_company_wide,
    cast(null as bigint) as event_count,
    false as is_by_transaction,
    false as lacks_readings,
from from_events
inner join companies on from_events.company_id = companies.company_id
cross join run
where from_events.price_on <= run.as_of
