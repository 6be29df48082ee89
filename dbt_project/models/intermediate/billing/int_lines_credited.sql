{{ config(materialized="view") }}

with
    lines as (select * from {{ ref("int_lines_discounted") }}),
    credits as (select * from {{ ref("int_credits_matched") }}),
    -- a small charge's rounded discount says little of a larger adjustment's
    shared as (
        select
            *,
            abs(amount_minor) > abs(charge_minor)
            and charge_share is not null as is_agreed,
            cast(
                if(
                    is_agreed,
                    - charge_share,
                    charge_discount_minor * sign(charge_minor)
                ) as hugeint
            ) as discount_numerator,
            cast(
                if(is_agreed, 100000000, abs(charge_minor)) as hugeint
            ) as discount_denominator,
        from credits
    ),
    discounted as (
        select
            *,
            coalesce(
                {{
                    round_quotient(
                        "(amount_minor * discount_numerator)",
                        "nullif(discount_denominator, 0)",
                        "rounding",
                    )
                }},
                0
            ) as discount_minor,
        from shared
    ),
    -- the latest first: what it may take, an earlier and longer one may take as well,
    -- and not the other way round
    netted as (
        select
            *,
            amount_minor + discount_minor as net_minor,
            coalesce(
                sum(amount_minor + discount_minor) over (
                    partition by item_id, line_end, kind
                    order by is_upcoming, line_start desc, claim_key
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as drafted_before_minor,
            case
                when kind = 'credit'
                then
                    greatest(
                        amount_minor + discount_minor,
                        - greatest(left_minor + drafted_before_minor, 0)
                    )
                else amount_minor + discount_minor
            end as capped_net_minor,
        from discounted
    ),
    capped as (
        select
            claim_key,
            charged_on,
            issued_tax,
            net_minor,
            capped_net_minor,
            {
                'rated_minor':amount_minor,
                'discount_minor':discount_minor,
                'discount_numerator':discount_numerator,
                'discount_denominator':discount_denominator,
                'left_minor':left_minor,
                'drafted_before_minor':drafted_before_minor,
                'net_minor':net_minor,
                'capped_net_minor':capped_net_minor
            } as credit_basis,
            case
                when capped_net_minor = net_minor
                then amount_minor
                else
                    {{
                        round_quotient(
                            "(cast(amount_minor as hugeint) * - capped_net_minor)",
                            "- net_minor",
                            "rounding",
                        )
                    }}
            end as amount_minor,
        from netted
    )
select
    lines.* replace (
        cast(
            coalesce(capped.amount_minor, lines.amount_minor) as bigint
        ) as amount_minor,
        cast(
            coalesce(
                capped.capped_net_minor - capped.amount_minor, lines.discount_minor
            ) as bigint
        ) as discount_minor,
        coalesce(lines.tax_on, capped.charged_on) as tax_on
    ),
    capped.issued_tax,
    capped.credit_basis,
from lines
left join capped on lines.claim_key = capped.claim_key
-- nothing is left to credit
where coalesce(capped.capped_net_minor <> 0 or capped.net_minor = 0, true)
