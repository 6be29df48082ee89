{#
    The days on which issued recurring lines begin or end terms of their item: the lines
    of a relation `claimed`, each on its first day, and on its last one where it ends
    before its period is over. A credit ends terms.
#}
{% macro terms_turned(claimed) -%}
    with
        segments as (select * from {{ ref("int_item_segments") }} where not is_metered),
        lives as (select * from {{ ref("int_item_lives") }}),
        changes as (select * from {{ ref("stg_subscription_changes") }}),
        changed as (select distinct item_id from changes),
        named as (select * from {{ ref("int_prices_named") }}),
        -- an item billed by its device counts has the terms they say from the first on
        counted as (
            select dated.item_id, min(dated.counts_from) as counted_from,
            from {{ ref("int_item_changes_dated") }} as dated
            inner join lives on dated.item_id = lives.item_id
            where lives.device_policy = 'prorate' and dated.quantity is not null
            group by dated.item_id
        ),
        -- a line is of the period of the stretch that it begins in, or after its end
        begun as (
            select
                claimed.*,
                case
                    when claimed.period_start < segments.period_end
                    then segments.item_period_id
                end as item_period_id,
                case
                    when claimed.period_start < segments.period_end
                    then segments.period_end
                end as whole_period_end,
                -- of a line that says no price: the stretch that begins where it does,
                -- of a credit the one that ends there, if that has its quantity
                case
                    when claimed.price_id is not null
                    then null
                    when claimed.kind = 'credit'
                    then if(claimed.quantity = ended.quantity, ended.segment_id, null)
                    when
                        claimed.period_start < segments.period_end
                        and claimed.quantity = segments.quantity
                    then segments.segment_id
                end as likely_segment_id,
            from {{ claimed }} as claimed
            asof left join
                segments
                on claimed.item_id = segments.item_id
                and claimed.period_start >= segments.segment_start
            -- missing: what is no credit, or says its price
            left join
                segments as ended
                on claimed.item_id = ended.item_id
                and claimed.period_start = ended.segment_end
                and claimed.kind = 'credit'
                and claimed.price_id is null
            where claimed.kind in ('recurring', 'proration', 'credit')
        ),
        -- the lines of a period, and those of periods after an end that came late
        placed as (
            select
                claimed.* exclude (whole_period_end, likely_segment_id),
                {{
                    named_price(
                        "coalesce(claimed.price_id, charges.price_id)",
                        "named.price_ids",
                    )
                }} as named_price_id,
                changed.item_id is not null
                or coalesce(claimed.period_start >= counted.counted_from, false)
                or claimed.price_rule is not null as may_be_other,
                may_be_other
                or coalesce(
                    claimed.period_end > lives.ends_on, false
                ) as may_be_reversed,
                greatest(
                    claimed.period_end,
                    least(
                        max(claimed.period_end) over (
                            partition by
                                claimed.item_id,
                                coalesce(
                                    claimed.item_period_id,
                                    claimed.period_start::varchar
                                )
                        ),
                        coalesce(claimed.whole_period_end, claimed.period_end)
                    )
                ) as charged_to,
            from begun as claimed
            inner join lives on claimed.item_id = lives.item_id
            left join changed on claimed.item_id = changed.item_id
            left join named on claimed.item_id = named.item_id
            left join counted on claimed.item_id = counted.item_id
            -- missing: a line that says its price, or other terms
            left join
                {{ ref("int_charges_rated") }} as charges
                on claimed.likely_segment_id = charges.charge_id
            where
                not lives.is_metered
                and (
                    claimed.item_period_id is not null
                    or claimed.period_start >= lives.ends_on
                )
                -- days of a trial put no terms in force, nor does an imported line of
                -- them
                and not claimed.is_trial
                and (
                    claimed.price_rule is not null
                    or coalesce(claimed.period_end > lives.trial_ends_on, true)
                )
        ),
        -- a line that says no quantity, where one that does begins on the day it ends:
        -- it ends the terms that hold until then
        unsaid as (
            select
                placed.invoice_id,
                placed.line_no,
                placed.period_start,
                segments.quantity,
                {{ named_price("charges.price_id", "named.price_ids") }}
                as named_price_id,
            from placed
            semi join
                placed as said
                on placed.item_id = said.item_id
                and placed.period_end = said.period_start
                and said.quantity is not null
            inner join
                segments
                on placed.item_id = segments.item_id
                and segments.segment_start < placed.period_end
                and placed.period_end <= segments.segment_end
            inner join
                {{ ref("int_charges_rated") }} as charges
                on segments.segment_id = charges.charge_id
            left join named on placed.item_id = named.item_id
            where placed.quantity is null
        )
    select
        *,
        period_start as turns_on,
        case when kind = 'credit' then -1 else 1 end as turn,
        amount_minor as begun_minor,
        period_end as begun_to,
        case when period_end < charged_to then period_end end as other_end_on,
    from placed
    union all by name
    select
        placed.* replace (
            coalesce(placed.quantity, unsaid.quantity) as quantity,
            coalesce(placed.named_price_id, unsaid.named_price_id) as named_price_id
        ),
        placed.period_end as turns_on,
        case when placed.kind = 'credit' then 1 else -1 end as turn,
        cast(0 as bigint) as begun_minor,
        placed.period_start as other_end_on,
    from placed
    -- missing: a line that says its quantity, or that none which does follows
    left join unsaid using (invoice_id, line_no, period_start)
    where placed.period_end < placed.charged_to
{%- endmacro %}
