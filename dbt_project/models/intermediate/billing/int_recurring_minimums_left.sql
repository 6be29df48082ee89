{{ config(materialized="view") }}

with
    due as (select * from {{ ref("int_recurring_minimums_due") }}),
    issued as (select * from {{ ref("int_recurring_minimums_issued") }}),
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
