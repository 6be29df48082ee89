with
    periods as (
        select *
        from {{ ref("int_metered_periods") }}
        where meter is not null and not is_open
    ),
    segments as (select * from {{ ref("int_item_segments") }}),
    charges as (select * from {{ ref("int_charges_rated") }} where kind = 'usage'),
    held as (select * from {{ ref("int_charges_held") }} where subject = 'item'),
    made as (
        select *
        from {{ ref("int_metered_lines") }}
        where kind <> 'minimum_true_up' and amount_minor is not null
    ),
    lines as (select * from {{ ref("int_draft_lines") }}),
    claimed as (select * from {{ ref("int_charges_claimed") }}),
    issued as (
        select
            segments.segment_id,
            min(claimed.invoice_date) as issued_on,
            max(claimed.invoice_date) as last_issued_on,
            bool_or({{ charges_more("claimed", "segments") }}) as is_part_of_more,
        from segments
        inner join
            claimed
            on segments.item_id = claimed.item_id
            and claimed.kind in ('usage', 'prior_period_adjustment')
            -- an imported line may cover more than one of our periods
            and claimed.period_start < segments.terms_end
            and segments.terms_start
            < coalesce(claimed.period_end, claimed.period_start + 1)
        where segments.is_metered
        group by segments.segment_id
    ),
    drafted as (
        select item_id, period_start, min(invoice_date) as drafted_on,
        from lines
        where kind in ('usage', 'prior_period_adjustment')
        group by item_id, period_start
    )
select
    periods.segment_id,
    periods.company_id,
    segments.item_id,
    segments.product_id,
    periods.meter,
    segments.service_start as period_start,
    segments.service_end as period_end,
    periods.rated_from,
    periods.received_until,
    issued.issued_on,
    issued.last_issued_on,
    drafted.drafted_on,
    made.kind as line_kind,
    held.reason as held_reason,
    charges.rounded_minor is not null as is_rated,
    case
        when issued.is_part_of_more
        then 'issued_with_other_periods'
        when charges.charge_id is null
        then 'aggregation_unavailable'
        when charges.price_id is null
        then 'no_price'
        when charges.rounded_minor is null
        then 'cannot_be_rated'
    end as unrated_reason,
from periods
inner join segments on periods.segment_id = segments.segment_id
left join charges on periods.segment_id = charges.charge_id
left join held on periods.segment_id = held.charge_id
left join made on periods.segment_id = made.segment_id
left join issued on periods.segment_id = issued.segment_id
left join
    drafted
    on segments.item_id = drafted.item_id
    and segments.service_start = drafted.period_start
