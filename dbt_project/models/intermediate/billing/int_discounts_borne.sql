with recursive
    discounted as (select * from {{ ref("int_lines_percent_discounted") }}),
    due as (select * from {{ ref("int_discounts_due") }} where kind = 'amount'),
    companies as (select * from {{ ref("int_companies_billed") }}),
    -- what is left of an amount that carries over is kept as a line of its own
    budgets as (
        select
            'budget:' || due.discount_id || '|' || due.account_key as claim_key,
            due.discount_id,
            due.invoice_key,
            due.step,
            if(bool_or(due.is_granted), any_value(due.value_minor), 0)
            -- what issued lines took by name is gone, whatever there was by then
            + coalesce(
                sum(discounted.issued_discount_minor) filter (due.is_named), 0
            ) as granted_minor,
            any_value(discounted.company_id) as company_id,
        from due
        inner join discounted on due.claim_key = discounted.claim_key
        where due.carries_over
        group by due.discount_id, due.account_key, due.invoice_key, due.step
    ),
    lines as (
        select
            * replace (
                -- an issued line gives what its percents do not explain; a negative
                -- one gives back
                case
                    when not is_issued
                    then amount_minor
                    when amount_minor < 0
                    then least(discount_minor - issued_discount_minor, 0)
                    else greatest(discount_minor - issued_discount_minor, 0)
                end as amount_minor,
                if(is_issued, 0, discount_minor) as discount_minor
            ),
        from discounted
        union all by name
        select
            claim_key,
            any_value(company_id) as company_id,
            cast(0 as bigint) as amount_minor,
            cast(0 as bigint) as discount_minor,
        from budgets
        group by claim_key
    ),
    discounts as (
        select
            claim_key,
            discount_id,
            invoice_key,
            step,
            share,
            case when not carries_over then value_minor end as budget_minor,
            cast(null as bigint) as granted_minor,
        from due
        where not is_named
        union all by name
        select claim_key, discount_id, invoice_key, step, granted_minor,
        from budgets
    ),
    {{ take_discounts() }}
select
    discounted.claim_key,
    coalesce(taken.discount_minor, discounted.discount_minor) as discount_minor,
    discounted.percent_steps,
    taken.steps as amount_steps,
from discounted
left join taken on discounted.claim_key = taken.claim_key
where
    not discounted.is_issued
    -- most lines bear none
    and (discounted.percent_steps is not null or taken.claim_key is not null)
