-- Opening and movements give closing, closing is the next opening, and closing is the
-- state (semantics 9.2).
with
    monthly as (select * from {{ ref("mrr_monthly") }}),
    movements as (
        select
            month, company_id, product_id, currency, sum(amount_minor) as moved_minor,
        from {{ ref("mrr_movements") }}
        group by all
    ),
    states as (select * from {{ ref("int_mrr_states_netted") }} where mrr_minor <> 0),
    compared as (
        select
            month,
            company_id,
            product_id,
            currency,
            coalesce(monthly.opening_minor, 0) as opening_minor,
            coalesce(monthly.closing_minor, 0) as closing_minor,
            coalesce(movements.moved_minor, 0) as moved_minor,
            coalesce(states.mrr_minor, 0) as state_minor,
            coalesce(before.closing_minor, 0) as before_minor,
        from monthly
        full outer join movements using (month, company_id, product_id, currency)
        full outer join states using (month, company_id, product_id, currency)
        left join
            monthly as before
            on before.month = monthly.month - interval 1 month
            and monthly.company_id = before.company_id
            and monthly.product_id = before.product_id
            and monthly.currency = before.currency
    )
select *
from compared
where
    opening_minor + moved_minor <> closing_minor
    or opening_minor <> before_minor
    or closing_minor <> state_minor
