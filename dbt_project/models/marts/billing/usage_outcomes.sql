with
    placed as not materialized(select * from {{ ref("int_usage_days_placed") }}),
    series as (select * from {{ ref("stg_usage_series") }}),
    periods as (
        select
            periods.period_no,
            periods.is_shared,
            outcomes.issued_on,
            outcomes.last_issued_on,
            outcomes.drafted_on,
            outcomes.line_kind,
            outcomes.held_reason,
            outcomes.is_rated,
            outcomes.unrated_reason,
        from {{ ref("int_usage_periods") }} as periods
        inner join
            {{ ref("int_metered_outcomes") }} as outcomes
            on periods.segment_id = outcomes.segment_id
        where periods.month_no = {{ month_number("periods.service_start") }}
    ),
    -- apart, so that only what several items rate has to be ranked
    explained as not materialized(
        {% for condition in ["not is_shared", "is_shared"] %}
            select placed.*, {{ usage_outcome("placed", "periods") }} as outcome,
            from (select * from placed where {{ condition }}) as placed
            left join
                (select * from periods where {{ condition }}) as periods
                on placed.period_no = periods.period_no
            {% if not loop.last %}
                union all by name
            {% else %}
                -- a held item does not speak for an event that another one bills
                where placed.is_counted or placed.placement = 'rated'
                qualify
                    row_number() over (
                        partition by
                            placed.series_id,
                            placed.partition_day,
                            placed.local_date,
                            placed.received_on
                        order by
                            outcome in ('issued', 'drafted') desc,
                            outcome = 'awaits_next_invoice' desc,
                            placed.period_no
                    )
                    = 1
            {% endif %}
        {% endfor %}
    )
select
    coalesce(series.usage_source, '') as usage_source,
    explained.partition_day,
    explained.outcome,
    explained.outcome in ('issued', 'drafted', 'awaits_next_invoice') as is_rated,
    explained.outcome in ('issued', 'drafted') as is_billed,
    cast(sum(explained.event_count) as bigint) as event_count,
    cast(sum(explained.quantity_sum) as decimal(38, 6)) as quantity,
from explained
inner join series on explained.series_id = series.series_id
group by all
