{#
    One step of the discounts (semantics 5.6): for every line after `step` discounts,
    the part of the next one's whole that it bears, none if it is not its line. A
    percent takes its share of what is left, an amount its budget, at most what is left.
    The budget of an amount that carries over is the balance of a line of its own, plus
    what falls due with the invoice, and nothing while issued lines took more by name.

    Example: 10 % of lines of 100 and 50 is a whole of -15 with weights 100 and 50.
#}
{% macro discount_parts(stepped, lines, discounts) -%}
    select
        * exclude (rounding),
        - cast(
            case
                when budget_minor is not null
                then least(budget_minor, greatest(whole_left_minor, 0))
                else
                    {{
                        round_quotient(
                            "(whole_left_minor * coalesce(share, 0))",
                            "100000000",
                            "rounding",
                        )
                    }}
            end as bigint
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
                discount_id,
                share,
                granted_minor,
                coalesce(
                    budget_minor,
                    max(greatest(discount_minor + granted_minor, 0)) filter (
                        granted_minor is not null
                    ) over (partition by whole_id)
                ) as budget_minor,
                case when is_due then left_minor else 0 end as weight,
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
                        case
                            when due.granted_minor is not null
                            then 0
                            else opened.amount_minor + steps.discount_minor
                        end as left_minor,
                        due.claim_key is not null as is_due,
                        due.granted_minor,
                        due.discount_id,
                        due.share,
                        due.budget_minor,
                        case
                            when due.claim_key is null
                            then steps.claim_key
                            else due.invoice_key
                        end as whole_id,
                    from {{ stepped }} as steps
                    inner join
                        {{ lines }} as opened on steps.claim_key = opened.claim_key
                    left join
                        {{ discounts }} as due
                        on steps.claim_key = due.claim_key
                        and due.step = steps.step + 1
                    where steps.step < opened.last_step
                )
        )
{%- endmacro %}
