{{ config(materialized="view") }}

with
    due as (select * from {{ ref("int_recurring_minimums_due") }}),
    lives as (select * from {{ ref("int_item_lives") }} where not is_metered),
    periods as (
        select
            item_id,
            period_start,
            period_end,
            min(segment_start) as service_start,
            max(segment_end) as service_end,
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
        select claimed.*, periods.service_start, periods.service_end,
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
                    periods.service_start <= claimed.period_start desc,
                    abs(periods.service_start - claimed.period_start)
            )
            = 1
    ),
    issued as (
        select
            item_id,
            coalesce(service_start, period_start) as line_start,
            coalesce(any_value(service_end), max(period_end)) as line_end,
            service_start is null as is_lost,
            -- an imported line names no rule
            bool_or(price_rule is null) as is_imported,
            cast(sum(amount_minor) as bigint) as issued_minor,
            count(*) as issued_line_count,
            min(invoice_date) as tax_on,
            max(quantity) as quantity,
            max(product_id) as product_id,
            max(price_id) as price_id,
            max(unit_amount) as unit_amount,
            max(price_rule) as price_rule,
        from placed
        where
            service_start is not null
            or (
                period_start >= ends_on
                and coalesce(period_start >= billed_through, true)
            )
        group by all
    ),
    compared as (
        select
            due.*,
            issued.issued_minor,
            coalesce(issued.issued_line_count, 0) as issued_line_count,
            issued.tax_on,
            coalesce(issued.is_imported, false) as is_imported,
            coalesce(issued.issued_minor, due.opening_true_up_minor) as made_up_minor,
        from due
        left join
            issued
            on due.item_id = issued.item_id
            and due.service_start = issued.line_start
            and not issued.is_lost
        where
            not exists (
                select 1
                from placed
                where
                    placed.item_id = due.item_id
                    and placed.service_start is null
                    and placed.period_start < due.service_end
                    and due.service_start < placed.period_end
            )
    )
-- made up with the terms that open the period; where those come to the minimum, with
-- the change after which the period does not
select
    * exclude (made_up_minor, is_imported) replace (opening_minor as period_minor),
    'minimum_true_up' as kind,
    service_start as line_start,
    service_end as line_end,
    opening_true_up_minor as amount_minor,
    cast(null as date) as changed_on,
from compared
where issued_line_count = 0 and opening_true_up_minor > 0
union all by name
select
    * exclude (made_up_minor, is_imported),
    'minimum_true_up' as kind,
    service_start as line_start,
    service_end as line_end,
    true_up_minor as amount_minor,
    last_changed_on as changed_on,
from compared
where issued_line_count = 0 and opening_true_up_minor = 0 and true_up_minor > 0
union all by name
-- what changes since then make of it
select
    * exclude (made_up_minor, is_imported) replace (made_up_minor as issued_minor),
    'prior_period_adjustment' as kind,
    service_start as line_start,
    service_end as line_end,
    true_up_minor - made_up_minor as amount_minor,
    last_changed_on as changed_on,
from compared
where
    (issued_line_count > 0 or opening_true_up_minor > 0)
    and not is_imported
    and true_up_minor <> made_up_minor
union all by name
-- a period without a minimum by now, or after an end that came late
select
    issued.* exclude (is_lost, is_imported, issued_minor),
    'prior_period_adjustment' as kind,
    - issued.issued_minor as amount_minor,
    least(issued.line_start, lives.ends_on) as changed_on,
    lives.company_id,
    lives.currency,
    lives.subscription_id,
    lives.contract_id,
    lives.trial_ends_on,
from issued
inner join lives on issued.item_id = lives.item_id
anti join due on issued.item_id = due.item_id and issued.line_start = due.service_start
where issued.issued_minor <> 0 and (issued.is_lost or not issued.is_imported)
