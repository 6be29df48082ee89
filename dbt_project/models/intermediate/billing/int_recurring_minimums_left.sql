{{ config(materialized="view") }}

with
    due as (select * from {{ ref("int_recurring_minimums_due") }}),
    issued as (select * from {{ ref("int_recurring_minimums_issued") }}),
    -- what is still to be billed of an item, its minimums apart
    left_over as (
        select item_id, line_start,
        from {{ ref("int_recurring_lines_uncharged") }}
        where item_id in (select item_id from due)
        union all
        select item_id, line_start,
        from {{ ref("int_recurring_terms_superseded") }}
    ),
    -- a period of which nothing is left had its minimum judged with its issued lines,
    -- if these are of the same days, or at prices that are others by now or by nobody's
    -- rules: a minimum that is written over counts for what is issued later
    settled as (
        select due.segment_id,
        from due
        inner join
            {{ ref("int_recurring_charges_claimed") }} as claimed
            on due.item_id = claimed.item_id
            and claimed.kind in ('recurring', 'proration', 'credit')
            and claimed.period_start >= due.period_start
            and claimed.period_start < due.period_end
        where
            not exists (
                select 1
                from left_over
                where
                    left_over.item_id = due.item_id
                    and left_over.line_start >= due.period_start
                    and left_over.line_start < due.period_end
            )
        group by due.segment_id
        having
            count(claimed.price_rule) = 0
            or sum(claimed.amount_minor) <> any_value(due.period_minor)
            or (
                -- what a change makes of it may be billed after the change's own lines
                bool_and(claimed.kind = 'recurring')
                and min(claimed.period_start) = any_value(due.service_start)
                and max(claimed.period_end) = any_value(due.service_end)
            )
    ),
    compared as (
        select
            due.*,
            due.service_start as line_start,
            due.service_end as line_end,
            coalesce(issued.issued_line_count, 0) as issued_line_count,
            issued.tax_on,
            coalesce(issued.is_imported, false) as is_imported,
            coalesce(issued.issued_minor, due.opening_true_up_minor) as issued_minor,
        from due
        -- missing: what was settled when it was issued
        anti join settled on due.segment_id = settled.segment_id
        left join
            issued
            on due.item_id = issued.item_id
            and due.service_start = issued.line_start
            and issued.is_of_period
        -- what an imported line made up with other periods is not made up again
        where
            not exists (
                select 1
                from issued as others
                where
                    others.item_id = due.item_id
                    and not others.is_of_period
                    and others.line_start < due.service_end
                    and due.service_start < others.line_end
            )
    )
-- made up with the terms that open the period
select
    * exclude (is_imported) replace (opening_minor as period_minor),
    'minimum_true_up' as kind,
    opening_true_up_minor as amount_minor,
    cast(null as date) as changed_on,
from compared
where issued_line_count = 0 and opening_true_up_minor > 0
union all by name
-- and what changes make of it, or need first
select
    * exclude (is_imported),
    case
        when issued_line_count = 0 and opening_true_up_minor = 0
        then 'minimum_true_up'
        else 'prior_period_adjustment'
    end as kind,
    true_up_minor - issued_minor as amount_minor,
    last_changed_on as changed_on,
from compared
where not is_imported and true_up_minor <> issued_minor
