with
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    taken as (select * from {{ ref("int_discounts_taken") }}),
    lines as (
        select *
        from {{ ref("int_lines_discountable") }}
        where kind not in ('credit', 'prior_period_adjustment')
    ),
    discounts as ({{ discounts_of_companies() }}),
    -- every charge that may have the discount's one time, issued ones and these
    met as (
        select
            discounts.discount_id,
            issued.invoice_id as invoice_key,
            issued.invoice_date,
            false as is_draft,
        from discounts
        inner join issued on {{ discount_covers("discounts", "issued") }}
        where
            discounts.duration = 'once'
            and issued.is_charging
            and issued.kind not in ('credit', 'prior_period_adjustment')
            and issued.invoice_date >= discounts.starts_on
            and coalesce(discounts.only_currency = issued.currency, true)
        union all
        select discounts.discount_id, lines.invoice_key, lines.invoice_date, true,
        from discounts
        inner join lines on {{ discount_covers("discounts", "lines") }}
        where
            discounts.duration = 'once'
            and not lines.is_issued
            and lines.invoice_date >= discounts.starts_on
            and coalesce(discounts.only_currency = lines.currency, true)
    ),
    -- one invoice is the first: the issued one that took it, whatever its date, else
    -- the earliest, an issued one where others have its day
    firsts as (
        select
            met.discount_id,
            first(
                met.invoice_key
                order by
                    taken.invoice_id is null,
                    met.invoice_date,
                    met.is_draft,
                    met.invoice_key
            ) as first_key,
        from met
        left join
            taken
            on met.discount_id = taken.discount_id
            and met.invoice_key = taken.invoice_id
        group by met.discount_id
    ),
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
            then lines.invoice_key = firsts.first_key
            when 'repeating'
            then periods.period_count <= discounts.periods
            else true
        end,
        false
    ) as is_granted,
from lines
inner join
    discounts
    on {{ discount_covers("discounts", "lines") }}
    and discounts.starts_on <= lines.invoice_date
    and coalesce(discounts.only_currency = lines.currency, true)
left join firsts on discounts.discount_id = firsts.discount_id
left join
    periods
    on discounts.discount_id = periods.discount_id
    and lines.item_id = periods.item_id
    and periods.period_start <= lines.line_start
    and lines.line_start < periods.period_end
where is_granted or (discounts.kind = 'amount' and discounts.carries_over)
