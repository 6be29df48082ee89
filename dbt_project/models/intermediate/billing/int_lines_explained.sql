{{ config(materialized="view") }}

with
    lines as not materialized(
        select * from {{ ref("int_lines_taxed") }} where not is_upcoming
    ),
    recurring as (select * from {{ ref("int_recurring_lines_left") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    -- the row that states a quantity: the last change or device count that did, or the
    -- item itself
    changed as (
        select
            item_id,
            counts_from,
            arg_max(coalesce(reading_id, change_id), changed_at) as change_id,
        from {{ ref("int_item_changes_dated") }}
        where quantity is not null
        group by all
    ),
    sources as (
        select
            lines.claim_key,
            case
                when lines.kind = 'time'
                then 'time_entries'
                when lines.kind = 'one_off'
                then 'one_off_charges'
                when recurring.claim_key is null
                then 'subscription_items'
                when lives.device_policy = 'prorate' and changed.change_id is not null
                then 'rmm_device_counts'
                when changed.change_id is not null
                then 'subscription_changes'
                else 'subscription_items'
            end as source_table,
            coalesce(lines.source_id, changed.change_id, lines.item_id) as source_key,
        from lines
        left join recurring on lines.claim_key = recurring.claim_key
        left join lives on lines.item_id = lives.item_id
        asof left join
            changed
            on recurring.item_id = changed.item_id
            and recurring.segment_start >= changed.counts_from
    )
select
    steps.* replace (
        if(step = 'quantity', sources.source_table, steps.source_table) as source_table,
        if(step = 'quantity', sources.source_key, steps.source_key) as source_key
    ),
from {{ ref("int_lines_stepped") }} as steps
left join sources on steps.claim_key = sources.claim_key
