with
    issued as (select * from {{ ref("int_issued_lines_discountable") }}),
    discounts as ({{ discounts_of_companies() }}),
    found as (select * from {{ ref("int_discounts_shown") }}),
    -- an amount that carries over may have begun before what is known of it: on an
    -- invoice that names nothing and shows all that it would have given there
    begun as (
        select
            discounts.discount_id,
            issued.invoice_id,
            issued.line_no,
            issued.entity_id,
            issued.invoice_date,
            issued.item_id,
            issued.period_start,
        from discounts
        inner join
            (
                select discount_id, entity_id, min(invoice_date) as taken_on,
                from found
                group by discount_id, entity_id
            ) as known
            on discounts.discount_id = known.discount_id
        inner join
            issued
            on {{ discount_covers("discounts", "issued") }}
            and known.entity_id = issued.entity_id
            and discounts.starts_on <= issued.invoice_date
            and issued.invoice_date <= known.taken_on
            and coalesce(discounts.only_currency = issued.currency, true)
        where
            discounts.kind = 'amount'
            and discounts.carries_over
            and discounts.duration <> 'forever'
            and issued.discounts_taken is null
        qualify
            - sum(issued.discount_minor) over (
                partition by discounts.discount_id, issued.invoice_id
            )
            >= greatest(
                least(
                    floor(discounts.value),
                    sum(issued.rated_minor) over (
                        partition by discounts.discount_id, issued.invoice_id
                    )
                ),
                1
            )
    )
select *
from found
union all by name
select begun.*, cast(null as bigint) as taken_minor,
from begun
anti join
    found
    on begun.discount_id = found.discount_id
    and begun.invoice_id = found.invoice_id
    and begun.line_no = found.line_no
