-- Amounts are split in 8400ths of a minor unit: twelfths, hundredths and weeks are
-- whole.
with recursive
    states as (select * from {{ ref("int_mrr_states") }} where exact.n is not null),
    companies as (select * from {{ ref("int_companies_billed") }}),
    amounts as (
        select *
        from ({{ discounts_of_companies() }})
        where kind = 'amount' and duration = 'forever'
    ),
    covered as (
        select
            states.charge_id,
            states.rounding,
            amounts.discount_id,
            amounts.starts_on,
            amounts.value,
            amounts.discount_id
            || '|'
            || states.month
            || '|'
            || states.company_id
            || '|'
            || states.currency as invoice_key,
            states.month || '|' || states.company_id || '|' || states.currency as payer,
            states.monthly,
        from states
        inner join
            amounts
            on {{ discount_covers("amounts", "states") }}
            and coalesce(amounts.starts_on <= states.state_on, true)
            and amounts.only_currency = states.currency
    ),
    -- taken off each invoice of the items it is for: the shortest interval among them
    -- says how often in a month
    often as (
        select
            *,
            max_by(monthly, divide(monthly.n * 1000000, monthly.d)) over (
                partition by invoice_key
            ) as times,
            dense_rank() over (
                partition by payer order by starts_on nulls first, discount_id
            ) as step,
        from covered
    ),
    discounts as (
        select
            charge_id as claim_key,
            step,
            invoice_key,
            discount_id,
            cast(null as hugeint) as share,
            cast(null as bigint) as granted_minor,
            try_cast(
                {{
                    round_exactly(
                        scaled("value", 10) ~ " * 8400",
                        "10000000000",
                        "times.n",
                        "times.d",
                        "rounding",
                    )
                }} as bigint
            ) as budget_minor,
        from often
    ),
    -- few are discounted, and amounts are dear to round
    discounted as materialized(
        select states.*,
        from states
        semi join covered on states.charge_id = covered.charge_id
    ),
    lines as (
        select
            charge_id as claim_key,
            company_id,
            'recurring' as kind,
            subscription_id,
            item_id,
            month as line_start,
            try_cast(
                {{ round_exactly("exact.n", "exact.d", "8400", "1", "rounding") }}
                as bigint
            ) as amount_minor,
            cast(0 as bigint) as discount_minor,
        from discounted
        where amount_minor is not null
    ),
    {{ take_discounts() }}
select claim_key as charge_id, - discount_minor as taken_parts,
from taken
