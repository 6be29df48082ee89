{{ config(materialized="view") }}

with
    segments as (select * from {{ ref("int_item_segments") }} where is_metered),
    lives as (select * from {{ ref("int_item_lives") }} where usage_required),
    quantities as (
        select * from {{ ref("int_metered_quantities") }} where event_count = 0
    ),
    claimed as (
        select *
        from {{ ref("int_charges_claimed") }}
        where kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
    )
select
    'usage_missing' as kind,
    'subscription_items' as subject_table,
    segments.item_id as subject_id,
    segments.company_id,
    'was issued for its period from '
    || segments.service_start
    || ', and none of the usage it requires is left before its end on '
    || segments.service_end
    || ': report a usage of zero, or settle it by a credit note' as reason,
    cast(sum(claimed.amount_minor) as bigint) as amount_minor,
    segments.currency,
from segments
inner join lives on segments.item_id = lives.item_id
inner join quantities on segments.segment_id = quantities.segment_id
inner join
    claimed
    on segments.item_id = claimed.item_id
    and segments.terms_start <= claimed.period_start
    and claimed.period_start < segments.service_end
    and claimed.period_end <= segments.period_end
where
    segments.service_end = lives.ends_on
    and quantities.rated_from < segments.service_end
group by
    segments.item_id,
    segments.company_id,
    segments.service_start,
    segments.service_end,
    segments.currency
having
    sum(claimed.amount_minor) <> 0
    -- issued before the end was known
    and max(claimed.period_end) > segments.service_end
