with
    measures as (select * from {{ ref("int_executive_measures_reported") }}),
    latest as (select max(month) as month from measures),
    months as (
        select distinct measures.month
        from measures
        cross join latest
        where measures.month > latest.month - interval 12 month
    ),
    views as (select distinct reporting_view, currency from measures),
    amounts as (
        select * from measures where measure in ('billed', 'drafted', 'overdue_now')
    )
select
    views.reporting_view,
    views.currency,
    months.month,
    -- nothing billed is zero; billed in a currency without a rate stays empty
    if(
        count(amounts.month) filter (amounts.measure = 'billed') = 0,
        0,
        max(amounts.amount) filter (amounts.measure = 'billed')
    ) as billed,
    if(
        count(amounts.month) filter (amounts.measure = 'drafted') = 0,
        0,
        max(amounts.amount) filter (amounts.measure = 'drafted')
    ) as drafted,
    if(
        count(amounts.month) filter (amounts.measure = 'overdue_now') = 0,
        0,
        max(amounts.amount) filter (amounts.measure = 'overdue_now')
    ) as overdue,
from views
cross join months
-- missing: a month without an invoice
left join
    amounts
    on views.reporting_view = amounts.reporting_view
    and months.month = amounts.month
group by all
