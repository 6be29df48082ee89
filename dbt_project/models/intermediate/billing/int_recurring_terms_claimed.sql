with turned as ({{ terms_turned(ref("int_recurring_charges_claimed")) }})
select
    item_id,
    item_period_id,
    turns_on,
    quantity,
    named_price_id,
    sum(turn) as turns,
    coalesce(sum(turn) filter (other_end_on is not null), 0) as turns_of_parts,
    max(begun_to) as begun_to,
    max(other_end_on) as other_end_on,
    cast(sum(amount_minor) as bigint) as net_minor,
    cast(sum(begun_minor) as bigint) as begun_minor,
    count(*) as line_count,
    max(charged_to) as charged_to,
    bool_or(may_be_reversed) as may_be_reversed,
    bool_or(may_be_other) as may_be_other,
    max(price_id) as price_id,
    max(product_id) as product_id,
    max(unit_amount) as unit_amount,
    max(price_rule) as price_rule,
from turned
group by item_id, item_period_id, turns_on, quantity, named_price_id
