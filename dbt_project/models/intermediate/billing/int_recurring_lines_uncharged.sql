{{ config(materialized="view") }}

with
    lines as (
        select * from {{ ref("int_recurring_lines") }} where amount_minor is not null
    ),
    compared as (select * from {{ ref("int_recurring_lines_compared") }})
-- a day that was charged stays charged, unless a change since put other terms
select
    lines.* replace (
        if(compared.is_late, 'proration', lines.kind) as kind,
        if(compared.is_late, lines.line_start, lines.changed_on) as changed_on
    ),
    if(compared.lines_that_day > 0, ':' || compared.lines_that_day, '') as claim_end,
from lines
-- missing: an item that no issued invoice has charged
left join compared using (segment_id, kind, line_start)
where coalesce(compared.is_left, true)
