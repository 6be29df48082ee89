with
    segments as (select * from {{ ref("int_item_segments") }}),
    taken as (select * from {{ ref("int_discounts_taken") }}),
    firsts as (select * from {{ ref("int_once_discounts_invoiced") }}),
    lines as (
        select *
        from {{ ref("int_lines_discountable") }} as lines
        where {{ bears_discounts("lines") }}
    ),
    discounts as ({{ discounts_of_companies() }}),
    -- the periods of each discounted item from the discount's start, counted; those
    -- that were issued with it count first
    periods as (
        select
            discounts.discount_id,
            segments.item_id,
            segments.period_start,
            segments.period_end,
            row_number() over (
                partition by discounts.discount_id, segments.item_id
                order by count(taken.invoice_id) = 0, segments.period_start
            ) as period_count,
        from discounts
        inner join
            segments
            on {{ discount_covers("discounts", "segments") }}
            and segments.invoice_date >= discounts.starts_on
        left join
            taken
            on discounts.discount_id = taken.discount_id
            and segments.item_id = taken.item_id
            and segments.period_start <= taken.period_start
            and taken.period_start < segments.period_end
        where discounts.duration = 'repeating'
        group by
            discounts.discount_id,
            segments.item_id,
            segments.period_start,
            segments.period_end
    ),
    -- an issued line bears the discount it names, any other one those that are for it
    borne as (
        select lines.claim_key, discounts.discount_id,
        from lines
        inner join
            discounts
            on {{ discount_covers("discounts", "lines") }}
            and discounts.starts_on <= lines.invoice_date
            and coalesce(discounts.only_currency = lines.currency, true)
        where lines.named_discount_id is null
        union all
        select claim_key, named_discount_id,
        from lines
        where named_discount_id is not null
    )
select
    lines.claim_key,
    discounts.discount_id,
    discounts.kind,
    discounts.value,
    discounts.starts_on,
    discounts.duration,
    discounts.kind = 'amount' and discounts.carries_over as carries_over,
    coalesce(
        case
            discounts.duration
            when 'once'
            then lines.invoice_key = firsts.invoice_key
            when 'repeating'
            then periods.period_count <= discounts.periods
            else true
        end,
        false
    ) as is_granted,
from lines
inner join borne on lines.claim_key = borne.claim_key
inner join discounts on borne.discount_id = discounts.discount_id
left join firsts on discounts.discount_id = firsts.discount_id
left join
    periods
    on discounts.discount_id = periods.discount_id
    and lines.item_id = periods.item_id
    and periods.period_start <= lines.line_start
    and lines.line_start < periods.period_end
where is_granted or (discounts.kind = 'amount' and discounts.carries_over)
