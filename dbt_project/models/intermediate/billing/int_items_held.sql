{{ config(materialized="view") }}

with
    segments as (select * from {{ ref("int_item_segments") }}),
    quantities as (select * from {{ ref("int_metered_quantities") }}),
    charges as (select * from {{ ref("int_charges_rated") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    claimed as (select * from {{ ref("int_charges_claimed") }}),
    -- a part of a period that leaves the digits of exact arithmetic (semantics 1.6)
    unmeasured as (
        select segment_id
        from {{ ref("int_recurring_segments_used") }}
        where used_from_minor + used_to_minor + used_charged_to_minor is null
    ),
    misfitting as (select * from {{ ref("int_charges_misfitting") }}),
    -- a change that cannot be priced waits where what it replaces is credited
    credited as (
        select item_id, line_start, min(invoice_date) as credited_on,
        from {{ ref("int_lines_dated") }}
        where kind = 'credit' and item_id is not null and not is_upcoming
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
                when misfitting.charge_id is not null
                then 'price_interval_differs'
                when charges.rounded_minor is null or unmeasured.segment_id is not null
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
        -- missing: what can be worked out
        left join unmeasured on segments.segment_id = unmeasured.segment_id
        -- missing: a charge at a price for the item's own interval
        left join misfitting on segments.segment_id = misfitting.charge_id
        where
            (segments.is_metered or segments.quantity <> 0)
            and (
                unmeasured.segment_id is not null
                or not exists (
                    select 1
                    from claimed
                    where
                        claimed.item_id = segments.item_id
                        and claimed.kind in ('recurring', 'usage')
                        and claimed.period_start <= segments.service_start
                        and segments.service_start < claimed.period_end
                        and credited.item_id is null
                )
            )
    )
select *,
from from_items
where reason is not null
