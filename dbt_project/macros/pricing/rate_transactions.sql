{#
    Percentage prices, transaction by transaction (semantics 3.4): one row per
    transaction of a charge, in their order `place`, with what it charges over
    `denominator`: the percent of `charged_units` and a fixed fee, both as `unbounded`,
    then as `amount` within the price's bounds.

    A metered sum is rated by its single events, in the order of their instants; any
    other quantity is one transaction. What is included is taken off first, then the
    free allowance, which ends with its last event or its last unit, whichever comes
    first. The transaction that crosses it pays for its rest and the fixed fee; bounds
    hold for what a transaction that is not free comes to. A negative one counts as its
    absolute value, negated. An override's percent cuts the fixed fee alone (3.1).

    Example: 2 % and a fee of 30, the first 1 000 units free: transactions of 600 and
    600 are nothing, then 2 % of 200 and 30, which is 34.
#}
{% macro charge_transactions(counted, transactions=none) -%}
    with
        charges as (
            select
                *,
                {{ scaled("coalesce(included_quantity, 0)", 6) }}
                * bound_scale as included,
                {{ scaled("free_units", 6) }} * bound_scale as free_until,
                free_events is not null or free_units is not null as has_allowance,
                {{ reduced_fraction("price_factor", "100000000") }} as cut,
            from {{ counted }}
            where charge_model = 'percentage'
        ),
        given as (
            {% if transactions -%}
                select
                    transactions.charge_id,
                    row_number() over (
                        partition by transactions.charge_id
                        order by
                            transactions.occurred_at,
                            transactions.event_id,
                            transactions.usage_source
                    ) as place,
                    {{ scaled("transactions.quantity", 6) }}
                    * charges.bound_scale as quantity,
                from {{ transactions }} as transactions
                inner join charges on transactions.charge_id = charges.charge_id
                where charges.is_by_transaction
                union all
            {%- endif %}
            select charge_id, 1 as place, quantity_numerator as quantity,
            from charges
            where
                (quantity_numerator <> 0 or coalesce(event_count, 1) > 0)
                {% if transactions %} and not is_by_transaction {% endif %}
        ),
        reached as (
            select
                *,
                sum(abs(quantity)) over (
                    partition by charge_id
                    order by place
                    rows between unbounded preceding and current row
                ) as reached,
            from given
        ),
        -- where the transaction begins and ends, counted after what is included
        placed as (
            select
                charges.*,
                reached.place,
                if(reached.quantity < 0, -1, 1) as direction,
                greatest(
                    reached.reached - abs(reached.quantity) - charges.included, 0
                ) as paid_from,
                greatest(reached.reached - charges.included, 0) as paid_to,
            from reached
            inner join charges on reached.charge_id = charges.charge_id
        ),
        allowed as (
            select
                *,
                if(
                    has_allowance
                    and coalesce(place <= free_events, true)
                    and coalesce(paid_from < free_until, true),
                    least(paid_to, coalesce(free_until, paid_to)),
                    paid_from
                ) as free_to,
                has_allowance
                and coalesce(place <= free_events, true)
                and coalesce(paid_from < free_until, true)
                and coalesce(paid_to <= free_until, true) as is_free,
            from placed
        ),
        priced as (
            select
                *,
                cast(10000000000 as hugeint)
                * quantity_denominator
                * cut.d as denominator,
                try(
                    {{ scaled("coalesce(percent, 0)", 6) }}
                    * 100
                    * (paid_to - free_to)
                    * cut.d
                    + {{ scaled("coalesce(fixed_amount, 0)", 10) }}
                    * quantity_denominator
                    * cut.n
                ) as unbounded,
            from allowed
        ),
        fenced as (
            select
                *,
                try(greatest(unbounded, min_transaction_minor * denominator)) as raised,
                try(max_transaction_minor * denominator) as highest,
            from priced
        )
    select
        charge_id,
        place,
        denominator,
        is_free,
        direction * (paid_to - free_to) as charged_units,
        direction * if(is_free, 0, unbounded) as unbounded,
        direction * if(is_free, 0, 1) as fees,
        case
            when is_free
            then 0
            -- sixteen digits are no amount, whatever the bounds (1.6)
            when
                {{ whole_quotient("unbounded", "denominator") }} < {{ ten_to(15) }}
                and raised is not null
                and (max_transaction_minor is null or highest is not null)
            then direction * least(raised, highest)
        end as amount,
    from fenced
{%- endmacro %}

{#
    What the transactions of a percentage price come to (semantics 3.4): one row per
    charge with their sum over `charge_denominator`, from `charge_transactions`.
#}
{% macro rate_transactions(counted, transactions=none) -%}
    with
        bounded as ({{ charge_transactions(counted, transactions) }}),
        -- whole units and rests apart, so that no sum leaves the 38 digits
        summed as (
            select
                charge_id,
                denominator as charge_denominator,
                count(*) as transaction_count,
                count(*) filter (is_free) as free_count,
                sum(fees) as fee_count,
                sum(charged_units) as charged_units,
                count(*) = count(amount) as is_whole,
                sum({{ whole_quotient("amount", "denominator") }}) as units,
                sum(amount % denominator) as rest,
                sum(
                    {{ whole_quotient("(amount - unbounded)", "denominator") }}
                ) as bounds_units,
                sum((amount - unbounded) % denominator) as bounds_rest,
            from bounded
            group by all
        )
    select
        charge_id,
        charge_denominator,
        transaction_count,
        free_count,
        cast(fee_count as bigint) as fee_count,
        charged_units,
        case when is_whole then try(units * charge_denominator + rest) end as amount,
        case
            when is_whole then try(bounds_units * charge_denominator + bounds_rest)
        end as bounds_numerator,
    from summed
{%- endmacro %}
