-- The steps of every line sum to its amount, discount and tax; and each rounded share
-- of a price is that share of what price and quantity come to (semantics 5.9).
with
    -- the steps as the mart has them, without their numbers and words, which are dear
    explained as (
        select *
        from {{ ref("int_lines_explained") }}
        union all by name
        select *
        from {{ ref("int_discounts_and_tax_explained") }}
    ),
    drafts as (
        select claim_key, invoice_id, line_no, from {{ ref("int_draft_lines") }}
    ),
    steps as (
        select
            drafts.invoice_id,
            drafts.line_no,
            explained.step,
            explained.part,
            explained.factor_numerator,
            explained.factor_denominator,
            explained.unit_amount,
            explained.flat_amount,
            explained.rounding,
            explained.whole_minor,
            explained.change_minor,
        from explained
        inner join drafts on explained.claim_key = drafts.claim_key
        union all by name
        select invoice_id, line_no, step, part, change_minor,
        from {{ ref("int_issued_lines_explained") }}
    ),
    lines as (
        select invoice_id, line_no, amount_minor, discount_minor, tax_minor,
        from {{ ref("invoice_lines") }}
    ),
    summed as (
        select
            invoice_id,
            line_no,
            sum(change_minor) filter (part = 'amount') as amount_minor,
            sum(change_minor) filter (part = 'discount') as discount_minor,
            sum(change_minor) filter (part = 'tax') as tax_minor,
        from steps
        group by all
    ),
    -- percentage prices mix denominators, and are recomputed in Python instead
    charged as (
        select
            invoice_id,
            line_no,
            cast(
                sum(
                    cast(factor_numerator as hugeint) * {{ scaled("unit_amount", 10) }}
                    + {{ scaled("coalesce(flat_amount, 0)", 10) }}
                    * cast(factor_denominator as hugeint)
                ) as hugeint
            ) as numerator,
            any_value(cast(factor_denominator as hugeint)) as denominator,
        from steps
        where step in ('tier', 'flat', 'per_unit', 'package')
        group by all
    ),
    cut as (
        select
            invoice_id,
            line_no,
            max(cast(factor_numerator as hugeint)) filter (
                step = 'override_percent'
            ) as left_over,
            max(whole_minor) filter (step = 'cap') as capped_minor,
        from steps
        where step in ('override_percent', 'cap')
        group by all
    ),
    recomputed as (
        select
            steps.invoice_id,
            steps.line_no,
            steps.step,
            abs(steps.change_minor) as change_minor,
            abs(
                case
                    -- nearly every line is charged whole, at its price
                    when
                        cut.line_no is null
                        and steps.factor_numerator = steps.factor_denominator
                    then
                        {{
                            round_quotient(
                                "charged.numerator",
                                "(10000000000 * charged.denominator)",
                                "steps.rounding",
                                quick=true,
                            )
                        }}
                    else
                        {{
                            round_scaled(
                                "coalesce(cut.capped_minor, charged.numerator)",
                                "if(cut.capped_minor is null, 10000000000 * charged.denominator, 1)",
                                "(cast(steps.factor_numerator as hugeint) * if(cut.capped_minor is null, coalesce(cut.left_over, 100000000), 100000000))",
                                "(100000000 * cast(steps.factor_denominator as hugeint))",
                                "steps.rounding",
                            )
                        }}
                end
            ) as expected_minor,
        from steps
        inner join
            charged
            on steps.invoice_id = charged.invoice_id
            and steps.line_no = charged.line_no
        left join
            cut on steps.invoice_id = cut.invoice_id and steps.line_no = cut.line_no
        where steps.step in ('rounded', 'used_until', 'used_before')
    )
select lines.invoice_id, lines.line_no, 'its steps sum to something else' as reason,
from lines
left join
    summed on lines.invoice_id = summed.invoice_id and lines.line_no = summed.line_no
where
    summed.amount_minor is distinct from lines.amount_minor
    or coalesce(summed.discount_minor, 0) <> lines.discount_minor
    or coalesce(summed.tax_minor, 0) <> lines.tax_minor
union all
select invoice_id, line_no, step || ' is not its share of the price',
from recomputed
where change_minor is distinct from expected_minor
