with
    run as (select * from {{ ref("stg_run_parameters") }}),
    lines as (select * from {{ ref("int_lines_unclaimed") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    segments as (select * from {{ ref("int_item_segments") }}),
    claimed as ({{ claims_timed() }}),
    charged as (
        select segments.segment_id,
        from segments
        inner join
            claimed
            on segments.item_id = claimed.item_id
            and claimed.kind in ('recurring', 'usage')
            and claimed.period_start <= segments.service_start
            and segments.service_start < claimed.period_end
            and (
                segments.is_metered
                or coalesce(claimed.is_in_arrears = segments.is_in_arrears, true)
            )
        group by segments.segment_id
    ),
    -- the days on which each subscription is invoiced, as far as they are not issued
    regular_dates as (
        select segments.subscription_id, segments.invoice_date as regular_date,
        from segments
        anti join charged on segments.segment_id = charged.segment_id
        where segments.is_metered or segments.quantity <> 0
        group by all
    ),
    awaited as (
        select lines.claim_key, min(regular_dates.regular_date) as next_date,
        from lines
        inner join
            regular_dates
            on lines.subscription_id = regular_dates.subscription_id
            and case
                when lines.changed_on is null
                then regular_dates.regular_date > lines.regular_date
                else regular_dates.regular_date >= lines.changed_on
            end
        where lines.changed_on is not null or lines.kind = 'prior_period_adjustment'
        group by lines.claim_key
    ),
    from_items as not materialized(
        select
            lines.*,
            companies.entity_id,
            companies.payer_id,
            case
                when lines.changed_on is null and lines.kind = 'prior_period_adjustment'
                then coalesce(awaited.next_date, run.as_of)
                when lines.changed_on is null
                then lines.regular_date
                when companies.proration_invoicing = 'immediate'
                then lines.changed_on
                else coalesce(awaited.next_date, lines.changed_on)
            end as invoice_date,
        from lines
        inner join companies on lines.company_id = companies.company_id
        left join awaited on lines.claim_key = awaited.claim_key
        cross join run
        where lines.item_id is not null
    ),
    upcoming as (
        select
            from_items.entity_id,
            from_items.payer_id,
            from_items.currency,
            min(from_items.invoice_date) as upcoming_date,
        from from_items
        cross join run
        where from_items.invoice_date > run.as_of
        group by all
    ),
    -- what is due, and what each payer's next invoice after as_of is to hold
    placed as not materialized(
        select
            from_items.*,
            from_items.invoice_date > run.as_of as is_upcoming,
            upcoming.upcoming_date,
        from from_items
        cross join run
        left join
            upcoming
            on from_items.entity_id = upcoming.entity_id
            and from_items.payer_id = upcoming.payer_id
            and from_items.currency = upcoming.currency
    ),
    dates as (
        select entity_id, payer_id, currency, invoice_date,
        from placed
        where not is_upcoming
        group by all
    ),
    from_events as (
        select
            lines.*,
            companies.entity_id,
            companies.payer_id,
            least(
                run.as_of,
                cast(date_trunc('month', lines.line_start) + to_months(1) as date)
            ) as otherwise_on,
        from lines
        inner join companies on lines.company_id = companies.company_id
        cross join run
        where lines.item_id is null
    ),
    events_dated as (
        select
            from_events.* exclude (otherwise_on),
            false as is_upcoming,
            coalesce(min(dates.invoice_date), any_value(otherwise_on)) as invoice_date,
        from from_events
        left join
            dates
            on from_events.entity_id = dates.entity_id
            and from_events.payer_id = dates.payer_id
            and from_events.currency = dates.currency
            and from_events.line_start <= dates.invoice_date
        group by all
    )
select * exclude (upcoming_date),
from placed
where not is_upcoming or invoice_date = upcoming_date
union all by name
select *
from events_dated
