{#
    One step of the discounts (semantics 5.6): for every line after `step` discounts,
    the part of the next one's whole that it bears, none if it is not its line.

    Example: 10 % of lines of 100 and 50 is a whole of -15 with weights 100 and 50.
#}
{% macro discount_parts(stepped, lines, discounts) -%}
    select
        * exclude (share, rounding, whole_left_minor),
        - cast(
            {{
                round_quotient(
                    "(whole_left_minor * coalesce(share, 0))", "100000000", "rounding"
                )
            }} as bigint
        ) as whole_minor,
    from
        (
            select
                claim_key,
                step,
                discount_minor,
                whole_id,
                part_order,
                rounding,
                share,
                case when share is null then 0 else left_minor end as weight,
                cast(
                    sum(left_minor) over (partition by whole_id) as hugeint
                ) as whole_left_minor,
            from
                (
                    select
                        steps.claim_key,
                        steps.step + 1 as step,
                        steps.discount_minor,
                        opened.part_order,
                        opened.rounding,
                        opened.amount_minor + steps.discount_minor as left_minor,
                        due.share,
                        case
                            when due.share is null
                            then steps.claim_key
                            else opened.invoice_key
                        end as whole_id,
                    from {{ stepped }} as steps
                    inner join
                        {{ lines }} as opened on steps.claim_key = opened.claim_key
                    left join
                        {{ discounts }} as due
                        on steps.claim_key = due.claim_key
                        and due.step = steps.step + 1
                    where
                        steps.step < (select max(due.step) from {{ discounts }} as due)
                )
        )
{%- endmacro %}
