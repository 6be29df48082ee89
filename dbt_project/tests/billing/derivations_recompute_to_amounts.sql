-- The steps of every line sum to its amount, discount and tax; and each rounded share
-- of a price is that share of what price and quantity come to (semantics 5.9).
{% set prices = "step in ('tier', 'flat', 'per_unit', 'package')" -%}

with
    -- the steps as the mart has them, without their numbers, words and sources, which
    -- are dear
    steps as materialized(
        select
            claim_key,
            part,
            step,
            factor_numerator,
            factor_denominator,
            unit_amount,
            flat_amount,
            rounding,
            whole_minor,
            change_minor,
        from
            (
                select *
                from {{ ref("int_lines_stepped") }}
                union all by name
                select *
                from {{ ref("int_discounts_and_tax_explained") }}
                union all by name
                select
                    invoice_id || '#' || line_no as claim_key, step, part, change_minor,
                from {{ ref("int_issued_lines_explained") }}
            )
    ),
    summed as (
        select
            claim_key,
            sum(change_minor) filter (part = 'amount') as amount_minor,
            sum(change_minor) filter (part = 'discount') as discount_minor,
            sum(change_minor) filter (part = 'tax') as tax_minor,
            -- percentage prices mix denominators, and are recomputed in Python instead
            bool_or({{ prices }}) as is_priced,
            cast(
                sum(
                    case
                        when {{ prices }}
                        then
                            cast(factor_numerator as hugeint)
                            * {{ scaled("unit_amount", 10) }}
                            + {{ scaled("coalesce(flat_amount, 0)", 10) }}
                            * cast(factor_denominator as hugeint)
                    end
                ) as hugeint
            ) as numerator,
            any_value(cast(factor_denominator as hugeint)) filter (
                {{ prices }}
            ) as denominator,
            max(cast(factor_numerator as hugeint)) filter (
                step = 'override_percent'
            ) as left_over,
            max(whole_minor) filter (step = 'cap') as capped_minor,
        from steps
        group by claim_key
    ),
    recomputed as (
        select
            steps.claim_key,
            steps.step,
            abs(steps.change_minor) as change_minor,
            abs(
                case
                    -- nearly every line is charged whole, at its price
                    when
                        summed.left_over is null
                        and summed.capped_minor is null
                        and steps.factor_numerator = steps.factor_denominator
                    then
                        {{
                            round_quotient(
                                "summed.numerator",
                                "(10000000000 * summed.denominator)",
                                "steps.rounding",
                                quick=true,
                            )
                        }}
                    else
                        {{
                            round_scaled(
                                "coalesce(summed.capped_minor, summed.numerator)",
                                "if(summed.capped_minor is null, 10000000000 * summed.denominator, 1)",
                                "(cast(steps.factor_numerator as hugeint) * if(summed.capped_minor is null, coalesce(summed.left_over, 100000000), 100000000))",
                                "(100000000 * cast(steps.factor_denominator as hugeint))",
                                "steps.rounding",
                            )
                        }}
                end
            ) as expected_minor,
        from steps
        inner join summed on steps.claim_key = summed.claim_key
        where
            steps.step in ('rounded', 'used_until', 'used_before') and summed.is_priced
    ),
    lines as (
        select
            coalesce(
                drafts.claim_key, lines.invoice_id || '#' || lines.line_no
            ) as claim_key,
            lines.invoice_id,
            lines.line_no,
            lines.amount_minor,
            lines.discount_minor,
            lines.tax_minor,
        from {{ ref("invoice_lines") }} as lines
        -- missing: an issued line
        left join
            {{ ref("int_draft_lines") }} as drafts
            on lines.invoice_id = drafts.invoice_id
            and lines.line_no = drafts.line_no
    )
select lines.invoice_id, lines.line_no, 'its steps sum to something else' as reason,
from lines
left join summed on lines.claim_key = summed.claim_key
where
    summed.amount_minor is distinct from lines.amount_minor
    or coalesce(summed.discount_minor, 0) <> lines.discount_minor
    or coalesce(summed.tax_minor, 0) <> lines.tax_minor
union all
select
    lines.invoice_id, lines.line_no, recomputed.step || ' is not its share of the price'
from recomputed
left join lines on recomputed.claim_key = lines.claim_key
where recomputed.change_minor is distinct from recomputed.expected_minor
