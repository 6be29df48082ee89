select
    subscription_id,
    company_id,
    started_on,
    anchor_on,
    interval as billing_interval,
    interval_count,
    billed_through,
    trial_ends_on,
    ended_on,
    cancel_mode,
    contract_id,
    currency,
from {{ source("raw", "subscriptions") }}
