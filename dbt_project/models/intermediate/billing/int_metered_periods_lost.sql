{{ config(materialized="view") }}

with
    lives as (select * from {{ ref("int_item_lives") }} where is_metered),
    segments as (select * from {{ ref("int_item_segments") }} where is_metered),
    taken_out as (select * from {{ ref("int_item_terms") }} where is_taken_out),
    claimed as (
        select *
        from {{ ref("int_charges_claimed") }}
        where
            kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
            and period_start < period_end
    ),
    lost as (
        select
            -- as a segment's would be, so that the line meets what explains it
            lives.item_no
            || '-'
            || (claimed.period_start - lives.starts_on) as segment_id,
            lives.item_id,
            lives.subscription_id,
            lives.company_id,
            lives.contract_id,
            lives.currency,
            lives.meter,
            coalesce(
                max(claimed.product_id), any_value(lives.product_id)
            ) as product_id,
            max(claimed.price_id) as price_id,
            max(claimed.unit_amount) as unit_amount,
            max(claimed.price_rule) filter (not claimed.is_trial) as price_rule,
            claimed.period_start as service_start,
            max(claimed.period_end) as service_end,
            max(claimed.period_end) as invoice_date,
            cast(sum(claimed.amount_minor) as bigint) as issued_minor,
            coalesce(
                sum(claimed.quantity) filter (claimed.kind <> 'minimum_true_up'), 0
            ) as issued_quantity,
            count(*) as issued_line_count,
            min(claimed.invoice_date) as issued_on,
        from claimed
        inner join lives on claimed.item_id = lives.item_id
        -- within the whole period of a stub, a line is compared with the stub
        anti join
            segments
            on claimed.item_id = segments.item_id
            and segments.period_start <= claimed.period_start
            and claimed.period_start < segments.period_end
        left join
            taken_out
            on claimed.item_id = taken_out.item_id
            and taken_out.valid_from <= claimed.period_start
            and coalesce(claimed.period_start < taken_out.valid_to, true)
        where
            (claimed.period_start >= lives.ends_on or taken_out.item_id is not null)
            and coalesce(claimed.period_start >= lives.billed_through, true)
        group by all
    )
select
    *,
    'prior_period_adjustment' as kind,
    cast(- issued_quantity as decimal(38, 12)) as quantity,
    cast(- issued_minor as bigint) as amount_minor,
from lost
where issued_minor <> 0
