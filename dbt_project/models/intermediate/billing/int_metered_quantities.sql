with
    periods as (select * from {{ ref("int_metered_periods") }}),
    placed as (select * from {{ ref("int_usage_placed") }}),
    readings as (select * from {{ ref("stg_usage_readings") }}),
    in_period as (select * from {{ ref("int_metered_readings") }}),
    levels as (select * from {{ ref("int_metered_levels") }}),
    used as (
        select
            segment_id,
            sum(quantity_sum) as quantity_sum,
            sum(event_count) as event_count,
        from placed
        where placement in ('rated', 'period_open')
        group by segment_id
    ),
    keyed as (
        select segment_id, count(distinct unique_key) as unique_keys,
        from in_period
        group by segment_id
    ),
    gauged as (
        select
            segment_id,
            min(quantity) as lowest,
            max(quantity) as highest,
            arg_max(quantity, starts_at) as latest,
            {{ nearest_rank("quantity", 95) }} as p95,
            sum(
                {{ scaled("quantity", 6) }} * (epoch_us(ends_at) - epoch_us(starts_at))
            ) as level_us,
            count(*) filter (not is_carried) as reading_count,
        from levels
        group by segment_id
    ),
    -- where a preview changes what an item measures, its readings were never kept
    not_kept as (
        select company_id, meter,
        from placed
        except
        select company_id, meter,
        from readings
    )
select
    periods.segment_id,
    periods.meter,
    periods.measure,
    periods.rated_from,
    case
        when periods.measure = 'time_weighted_average'
        then
            {{
                round_exactly(
                    "coalesce(gauged.level_us, 0)",
                    "periods.period_us",
                    "1000000",
                    1,
                    "periods.rounding",
                )
            }}
        else
            cast(
                1000000 * coalesce(
                    case
                        periods.measure
                        when 'sum'
                        then used.quantity_sum
                        when 'count'
                        then cast(used.event_count as decimal(38, 6))
                        when 'count_unique'
                        then cast(keyed.unique_keys as decimal(38, 6))
                        when 'min'
                        then cast(gauged.lowest as decimal(38, 6))
                        when 'max'
                        then cast(gauged.highest as decimal(38, 6))
                        when 'latest'
                        then cast(gauged.latest as decimal(38, 6))
                        when 'p95'
                        then cast(gauged.p95 as decimal(38, 6))
                    end,
                    0
                ) as hugeint
            )
    end as quantity_numerator,
    case
        when periods.measure = 'time_weighted_average'
        then {{ ten_to(12) }}
        else cast(1000000 as hugeint)
    end as quantity_denominator,
    cast(
        coalesce(
            if(periods.meter is null, gauged.reading_count, used.event_count), 0
        ) as bigint
    ) as event_count,
    periods.is_split_by_day or not_kept.meter is null as can_be_aggregated,
    not_kept.meter is not null as lacks_readings,
from periods
left join used on periods.segment_id = used.segment_id
left join keyed on periods.segment_id = keyed.segment_id
left join gauged on periods.segment_id = gauged.segment_id
left join
    not_kept
    on periods.company_id = not_kept.company_id
    and periods.meter = not_kept.meter
