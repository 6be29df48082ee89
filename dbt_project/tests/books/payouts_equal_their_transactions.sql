-- What the bank got is the sum of what was paid out. Books are right without it: a
-- charge nobody exported leaves the difference on the clearing account, in sight.
select subject_id, outcome, currency, computed_minor, stated_minor, difference_minor,
from {{ ref("payout_reconciliation") }}
where tie_out = 'payout' and outcome in ('differs', 'no_rate')
