{#
    Splits a whole over parts by largest remainder (semantics 1.4): a select of every
    row of `parts` plus `allocated_minor`, the parts of one `whole_id` always summing
    to its `whole_minor`.

    `parts` names a relation with the columns whole_id, whole_minor, part_order and
    weight; ties go to the earlier part; weights may be negative; weights that sum to
    zero count as equal.

    Example: 100 over weights 1, 1, 1 is 34, 33, 33; -100 is -34, -33, -33.
#}
{% macro allocate(parts) -%}
    select
        * exclude (weight_total, part_weight, part_floor, part_remainder, part_rank),
        cast(
            sign(whole_minor) * (
                part_floor + case
                    when
                        part_rank
                        <= abs(whole_minor)
                        - sum(part_floor) over (partition by whole_id)
                    then 1
                    else 0
                end
            ) as bigint
        ) as allocated_minor,
    from
        (
            select
                *,
                row_number() over (
                    partition by whole_id order by part_remainder desc, part_order
                ) as part_rank,
            from
                (
                    select
                        *,
                        {{
                            floor_div(
                                "abs(cast(whole_minor as hugeint)) * part_weight",
                                "weight_total",
                            )
                        }} as part_floor,
                        abs(cast(whole_minor as hugeint)) * part_weight
                        - {{
                            floor_div(
                                "abs(cast(whole_minor as hugeint)) * part_weight",
                                "weight_total",
                            )
                        }} * weight_total as part_remainder,
                    from
                        (
                            select
                                *,
                                case
                                    when sum(weight) over (partition by whole_id) = 0
                                    then 1
                                    when sum(weight) over (partition by whole_id) < 0
                                    then - cast(weight as hugeint)
                                    else cast(weight as hugeint)
                                end as part_weight,
                                case
                                    when sum(weight) over (partition by whole_id) = 0
                                    then count(*) over (partition by whole_id)
                                    else abs(sum(weight) over (partition by whole_id))
                                end as weight_total,
                            from {{ parts }}
                        )
                )
        )
{%- endmacro %}

{#
    The same for many wholes of which most have one part: that part is the whole, and
    only wholes of several parts are put in order and split. `parts` names a CTE without
    a part_order, which is the place by `ordered_by`; not for recursion.
#}
{% macro allocate_several(parts, ordered_by="place") -%}
    with
        several as (
            select whole_id from {{ parts }} group by whole_id having count(*) > 1
        ),
        ordered as (
            select
                parts.*,
                row_number() over (
                    partition by whole_id order by {{ ordered_by }}
                ) as part_order,
            from {{ parts }} as parts
            semi join several on parts.whole_id is not distinct from several.whole_id
        )
    select * exclude (part_order)
    from ({{ allocate("ordered") }})
    union all by name
    select
        parts.*,
        case
            when weight is not null then cast(whole_minor as bigint)
        end as allocated_minor,
    from {{ parts }} as parts
    anti join several on parts.whole_id is not distinct from several.whole_id
{%- endmacro %}
