{{ config(materialized="view") }}

with
    lives as (select * from {{ ref("int_item_lives") }} where not is_metered),
    periods as (
        select item_id, period_start, period_end, opens_on, closes_on,
        from {{ ref("int_recurring_segments_used") }}
        group by all
    ),
    claimed as (
        select claimed.*, lives.ends_on, lives.billed_through,
        from {{ ref("int_charges_claimed") }} as claimed
        inner join lives on claimed.item_id = lives.item_id
        where
            claimed.kind in ('minimum_true_up', 'prior_period_adjustment')
            and claimed.period_start < claimed.period_end
    ),
    -- the period that a true-up was made for; none after an end that came late, nor
    -- where an imported line has bounds of its own
    placed as (
        select claimed.*, periods.opens_on, periods.closes_on,
        from claimed
        left join
            periods
            on claimed.item_id = periods.item_id
            and periods.period_start <= claimed.period_start
            and claimed.period_end <= periods.period_end
        qualify
            row_number() over (
                partition by claimed.invoice_id, claimed.line_no
                order by
                    periods.opens_on <= claimed.period_start desc,
                    abs(periods.opens_on - claimed.period_start)
            )
            = 1
    )
select
    item_id,
    coalesce(opens_on, period_start) as line_start,
    coalesce(any_value(closes_on), max(period_end)) as line_end,
    opens_on is not null as is_of_period,
    coalesce(
        opens_on is null
        and period_start >= ends_on
        and coalesce(period_start >= billed_through, true),
        false
    ) as is_lost,
    -- an imported line names no rule
    bool_or(price_rule is null) as is_imported,
    cast(sum(amount_minor) as bigint) as issued_minor,
    count(*) as issued_line_count,
    list(
        {'invoice_id':invoice_id, 'line_no':line_no, 'amount_minor':amount_minor}
    ) as issued_lines,
    min(invoice_date) as tax_on,
    max(quantity) as quantity,
    max(product_id) as product_id,
    max(price_id) as price_id,
    max(unit_amount) as unit_amount,
    max(price_rule) as price_rule,
from placed
group by all
