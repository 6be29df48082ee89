-- Assets are liabilities and equity in the reporting currency, of each seller and
-- currency and so of all, and a figure of the books keeps its original beside it.
select month, entity_id, currency, sum(converted_balance_minor) as sum_minor,
from {{ ref("consolidated_statements") }}
where statement = 'balance_sheet'
group by month, entity_id, currency
having sum(if(account_kind = 'asset', 1, -1) * converted_balance_minor) <> 0
