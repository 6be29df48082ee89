{{ config(materialized="view") }}

with
    lines as not materialized(
        select
            *,
            -- an inclusive price contains its tax, which the line shows apart
            amount_minor + if(is_tax_inclusive, tax_minor, 0) as rated_minor,
        from {{ ref("int_lines_taxed") }}
        where not is_upcoming
    ),
    discounted as (
        select claim_key, rounding, 300 as first_order, percent_steps as steps,
        from lines
        where percent_steps is not null
        union all
        select claim_key, rounding, 350, amount_steps,
        from lines
        where amount_steps is not null
    ),
    taken as (
        select
            claim_key,
            rounding,
            first_order + generate_subscripts(steps, 1) as step_order,
            unnest(steps) as taken,
        from discounted
    )
    {{ credit_steps("lines") }}
union all by name
select
    claim_key,
    step_order,
    'discount' as step,
    'discount' as part,
    if(taken.share is null, 'amount', 'percent') as note,
    if(
        starts_with(taken.discount_id, 'contract:'), 'contracts', 'discounts'
    ) as source_table,
    if(
        starts_with(taken.discount_id, 'contract:'),
        substr(taken.discount_id, 10),
        taken.discount_id
    ) as source_key,
    taken.share as factor_numerator,
    if(taken.share is null, null, cast(100000000 as hugeint)) as factor_denominator,
    cast(taken.whole_left_minor as bigint) as base_minor,
    taken.whole_minor as whole_minor,
    taken.weight as weight_minor,
    taken.budget_minor as budget_minor,
    rounding,
    taken.taken_minor as change_minor,
from taken
union all by name
select
    claim_key,
    400 as step_order,
    'tax_included' as step,
    'amount' as part,
    'tax_rates' as source_table,
    tax_rate_id as source_key,
    - tax_minor as change_minor,
from lines
where is_tax_inclusive and tax_minor <> 0
union all by name
select
    claim_key,
    410 as step_order,
    'tax' as step,
    'tax' as part,
    if(tax_reason = 'rated' and is_tax_inclusive, 'inclusive', tax_reason) as note,
    if(tax_rate_id is not null, 'tax_rates', 'companies') as source_table,
    coalesce(tax_rate_id, company_id) as source_key,
    if(
        tax_reason = 'rated', {{ scaled("tax_percent", 6) }}, cast(0 as hugeint)
    ) as factor_numerator,
    cast(100000000 as hugeint) + if(
        tax_reason = 'rated' and is_tax_inclusive,
        {{ scaled("tax_percent", 6) }},
        cast(0 as hugeint)
    ) as factor_denominator,
    rounding,
    cast(taxed_base_minor as bigint) as base_minor,
    taxed_whole_minor as whole_minor,
    taxable_minor as weight_minor,
    tax_minor as change_minor,
from lines
