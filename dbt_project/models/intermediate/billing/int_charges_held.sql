with
    run as (select * from {{ ref("stg_run_parameters") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    quantities as (select * from {{ ref("int_metered_quantities") }}),
    charges as (select * from {{ ref("int_charges_rated") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    claimed as (select * from {{ ref("int_charges_claimed") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    dated as (
        select *
        from {{ ref("int_lines_dated") }}
        where item_id is not null and not is_upcoming
    ),
    -- a change that cannot be priced waits where what it replaces is credited
    credited as (
        select item_id, line_start, min(invoice_date) as credited_on,
        from dated
        where kind = 'credit'
        group by item_id, line_start
    ),
    from_items as (
        select
            segments.segment_id as charge_id,
            'item' as subject,
            segments.item_id as subject_id,
            segments.company_id,
            segments.currency,
            coalesce(credited.credited_on, segments.invoice_date) as invoice_date,
            segments.period_start,
            case
                when
                    segments.is_metered
                    and lives.usage_required
                    and quantities.event_count = 0
                    and quantities.rated_from < segments.service_end
                then 'usage_missing'
                when segments.is_metered and not quantities.can_be_aggregated
                then 'aggregation_unavailable'
                when charges.price_id is null
                then 'no_price'
                when
                    charges.charge_model = 'percentage'
                    and charges.is_by_transaction
                    and charges.lacks_readings
                then 'aggregation_unavailable'
                when charges.rounded_minor is null
                then 'cannot_be_rated'
            end as reason,
        from segments
        inner join lives on segments.item_id = lives.item_id
        left join charges on segments.segment_id = charges.charge_id
        left join quantities on segments.segment_id = quantities.segment_id
        left join
            credited
            on segments.item_id = credited.item_id
            and if(
                segments.segment_start > segments.service_start,
                segments.segment_start,
                null
            )
            = credited.line_start
        where
            (segments.is_metered or segments.quantity <> 0)
            and not exists (
                select 1
                from claimed
                where
                    claimed.item_id = segments.item_id
                    and claimed.kind in ('recurring', 'usage')
                    and claimed.period_start <= segments.service_start
                    and segments.service_start < claimed.period_end
                    and credited.item_id is null
            )
    ),
    -- a charge of the company waits on the draft that it would have been on (3.8)
    dates as (
        select entity_id, payer_id, currency, invoice_date, from dated group by all
    ),
    from_events as (
        select
            charges.charge_id,
            charges.kind as subject,
            substr(charges.charge_id, length(charges.kind) + 2) as subject_id,
            charges.company_id,
            charges.currency,
            coalesce(
                min(dates.invoice_date),
                any_value(
                    least(
                        run.as_of,
                        cast(
                            date_trunc('month', charges.price_on) + to_months(1) as date
                        )
                    )
                )
            ) as invoice_date,
            charges.price_on as period_start,
            case
                when charges.price_id is null then 'no_price' else 'cannot_be_rated'
            end as reason,
        from charges
        cross join run
        inner join companies on charges.company_id = companies.company_id
        left join
            dates
            on companies.entity_id = dates.entity_id
            and companies.payer_id = dates.payer_id
            and charges.currency = dates.currency
            and charges.price_on <= dates.invoice_date
        where charges.kind in ('time', 'one_off') and charges.rounded_minor is null
        group by
            charges.charge_id,
            charges.kind,
            charges.company_id,
            charges.currency,
            charges.price_on,
            charges.price_id
    ),
    held as (
        select *
        from from_items
        where reason is not null
        union all by name
        select *
        from from_events
        where
            not exists (
                select 1
                from issued
                where
                    issued.is_charging
                    and issued.kind = from_events.subject
                    and issued.source_id = from_events.subject_id
            )
    )
select held.*, companies.entity_id, companies.payer_id,
from held
inner join companies on held.company_id = companies.company_id
cross join run
where held.invoice_date <= run.as_of
