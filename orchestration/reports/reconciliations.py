"""The selects that count what agrees with what; each returns a `Reconciliation`."""

_DIFFERENCE = """
    case when agrees then '' else currency end as currency,
    coalesce(sum(abs(difference_minor)) filter (not agrees), 0)::hugeint
        as difference_minor,
    coalesce(min(named) filter (not agrees), '') as example
"""
MONEY = f"""
select
    what, 'marts.payout_reconciliation' as mart, outcome, agrees, count(*) as count,
    {_DIFFERENCE}
from (
    select
        case tie_out
            when 'payout' then 'payouts'
            when 'processor_balance' then 'balances at the processor'
            else 'companies'' payments on invoices'
        end as what,
        outcome, outcome in ('tied', 'exchanged') as agrees,
        currency, difference_minor, subject_id as named
    from marts.payout_reconciliation
) group by all
order by what desc, agrees desc, outcome, currency
"""
CONTROL_ACCOUNTS = f"""
select
    concat('days of ', replace(control, '_', ' ')) as what,
    'marts.subledger_ties' as mart,
    if(agrees, 'tied', 'differs') as outcome, agrees, count(*) as count, {_DIFFERENCE}
from (
    select
        control, currency, difference_minor, difference_minor = 0 as agrees,
        concat(tied_on, ' of ', entity_id) as named
    from marts.subledger_ties
) group by all order by what, agrees desc, currency
"""
PAST_AGINGS = """
with days as (
    select snapshot_date, snapshot_date in (
        select snapshot_date from marts.ar_aging_drift
    ) as has_drifted
    from raw.aging_snapshots group by snapshot_date
)
select
    'published agings' as what, 'marts.ar_aging_drift' as mart,
    'as published' as outcome, true as agrees, count(*) as count, '' as currency,
    0::hugeint as difference_minor, '' as example
from days where not has_drifted having count(*) > 0
union all
select
    'published agings', 'marts.ar_aging_drift', 'drifted', false,
    count(distinct snapshot_date), currency, sum(abs(drift_minor))::hugeint,
    min(concat(invoice_id, ' on ', snapshot_date))
from marts.ar_aging_drift group by currency
order by agrees desc, currency
"""
IMPORTED_AGINGS = f"""
select
    'rows of imported agings' as what, 'marts.ar_aging_reconciliation' as mart,
    outcome, agrees, count(*) as count, {_DIFFERENCE}
from (
    select
        status as outcome, coalesce(currency, '') as currency, difference_minor,
        status = 'matched' as agrees, concat(invoice_no, ' on ', snapshot_date) as named
    from marts.ar_aging_reconciliation
) group by all order by agrees desc, outcome, currency
"""
_OF_EVENTS = "'' as currency, 0::hugeint as difference_minor, '' as example"
USAGE = f"""
with
    landed as (
        select
            coalesce(sum(duplicates), 0) as duplicate,
            coalesce(sum(conflicts), 0) as conflict,
            coalesce(sum(corrections), 0) as correction,
            sum(stored - corrections - placed_events) as unaccounted
        from marts.usage_completeness
    ),
    counted as (
        select outcome, is_billed as agrees, sum(event_count) as count
        from marts.usage_outcomes group by all
        union all by name
        select outcome, outcome <> 'unaccounted' as agrees, count
        from (unpivot landed on columns(*) into name outcome value count)
    )
select
    'usage events' as what, 'marts.usage_completeness' as mart, outcome, agrees,
    count::bigint as count, {_OF_EVENTS}
from counted where count <> 0 order by agrees desc, count desc, outcome
"""
LATE_USAGE = f"""
select
    'late usage events' as what, 'marts.late_usage' as mart, outcome,
    outcome not in ('too_late', 'cannot_be_adjusted') as agrees,
    sum(event_count)::bigint as count, {_OF_EVENTS}
from marts.late_usage group by outcome order by agrees desc, outcome
"""
ALL = (MONEY, CONTROL_ACCOUNTS, PAST_AGINGS, IMPORTED_AGINGS, USAGE, LATE_USAGE)
