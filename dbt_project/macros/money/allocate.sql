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
    only parts that `is_spread` says are of several are put in order and split.
#}
{% macro allocate_several(parts) -%}
    select *
    from ({{ allocate("(select * from " ~ parts ~ " where is_spread)") }})
    union all by name
    select *, cast(whole_minor as bigint) as allocated_minor,
    from {{ parts }}
    where not is_spread
{%- endmacro %}
