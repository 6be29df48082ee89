{{ config(materialized="view") }}

with
    intervals as (select * from {{ ref("int_commitment_intervals") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    -- an imported one may say its date alone, which is its interval's end
    made_up as (
        select
            source_id as contract_id,
            rated_minor as amount_minor,
            coalesce(period_start, period_end, invoice_date) as made_up_from,
            coalesce(period_end, invoice_date) as made_up_to,
            period_start is null as is_dated_alone,
        from issued
        where is_charging and kind = 'minimum_true_up' and item_id is null
    )
select
    intervals.contract_id,
    intervals.starts,
    bool_or(
        made_up.is_dated_alone
        or (
            made_up.made_up_from <= intervals.starts
            and intervals.ends <= made_up.made_up_to
        )
    ) as is_settled,
    max(made_up.made_up_to) as made_up_to,
    cast(
        coalesce(
            sum(made_up.amount_minor) filter (
                intervals.starts < made_up.made_up_to
                and made_up.made_up_to <= intervals.ends
            ),
            0
        ) as bigint
    ) as made_up_minor,
from intervals
inner join
    made_up
    on intervals.contract_id = made_up.contract_id
    and made_up.made_up_from < intervals.ends + if(made_up.is_dated_alone, 1, 0)
    and intervals.starts < made_up.made_up_to
group by intervals.contract_id, intervals.starts
