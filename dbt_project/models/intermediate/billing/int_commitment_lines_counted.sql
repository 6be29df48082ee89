{{ config(materialized="view") }}

with
    intervals as (select * from {{ ref("int_commitment_intervals") }}),
    subscriptions as (select * from {{ ref("stg_subscriptions") }}),
    lines as (select * from {{ ref("int_lines_credited") }} where not is_upcoming),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    charged as (
        select
            claim_key,
            null as invoice_id,
            null as line_no,
            company_id,
            contract_id,
            kind,
            currency,
            line_start as charged_on,
            amount_minor + discount_minor as net_minor,
        from lines
        union all
        select
            null,
            issued.invoice_id,
            issued.line_no,
            issued.company_id,
            subscriptions.contract_id,
            issued.kind,
            issued.currency,
            coalesce(issued.period_start, issued.invoice_date),
            issued.rated_minor + issued.discount_minor,
        from issued
        left join
            subscriptions on issued.subscription_id = subscriptions.subscription_id
        where issued.is_charging
    )
-- by one key each, for there may be many contracts and many lines
select
    intervals.contract_id,
    intervals.starts,
    charged.claim_key,
    charged.invoice_id,
    charged.line_no,
    charged.net_minor,
from intervals
inner join
    charged
    on intervals.contract_id = charged.contract_id
    and intervals.charged_currency = charged.currency
    and intervals.starts <= charged.charged_on
    and charged.charged_on < intervals.ends
union all
select
    intervals.contract_id,
    intervals.starts,
    charged.claim_key,
    charged.invoice_id,
    charged.line_no,
    charged.net_minor,
from intervals
inner join
    charged
    on intervals.company_id = charged.company_id
    and intervals.charged_currency = charged.currency
    and intervals.starts <= charged.charged_on
    and charged.charged_on < intervals.ends
    and charged.kind in ('time', 'one_off')
    and charged.contract_id is distinct from intervals.contract_id
