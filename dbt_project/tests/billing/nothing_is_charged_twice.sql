-- Over all issued invoices that are not void, an item's terms begin once a day, its
-- usage tiles, and every source is charged once (semantics 5.5).
with charged as (select * from {{ ref("int_invoice_lines_issued") }} where is_charging)
select 'terms' as charged_twice, item_id as subject_id, period_start,
from charged
where
    item_id is not null
    and period_start is not null
    and kind in ('recurring', 'proration', 'credit')
group by item_id, period_start
-- terms that replace others come with the credit of the others, if these cost anything
having sum(case when kind = 'credit' then -1 when rated_minor <> 0 then 1 end) > 1
union all
select 'usage', item_id, period_start,
from charged
where item_id is not null and kind = 'usage'
qualify
    period_start < lag(period_end) over (
        partition by item_id order by period_start, period_end, invoice_id, line_no
    )
union all
select kind, source_id, period_start,
from charged
where source_id is not null and kind in ('time', 'one_off', 'minimum_true_up')
group by kind, source_id, period_start
having count(*) > 1
