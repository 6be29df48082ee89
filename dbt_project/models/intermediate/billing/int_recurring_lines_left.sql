with
    left_over as (
        select *
        from {{ ref("int_recurring_lines_uncharged") }}
        union all by name
        select *, if(issued_line_count > 0, ':' || issued_line_count, '') as claim_end,
        from {{ ref("int_recurring_minimums_left") }}
        union all by name
        select *
        from {{ ref("int_recurring_hours_left") }}
    ),
    described as (
        select
            left_over.* exclude (is_reversal) replace (
                if(left_over.is_reversal, null, left_over.segment_id) as segment_id
            ),
            segments.company_id,
            segments.currency,
            segments.subscription_id,
            segments.product_id,
            segments.contract_id,
            segments.invoice_date,
            charges.charge_model,
            charges.unit_amount,
            charges.flat_amount,
            if(left_over.is_trial, 'trial:', '') || charges.price_rule as price_rule,
        from left_over
        inner join
            {{ ref("int_item_segments") }} as segments
            on left_over.segment_id = segments.segment_id
        inner join
            {{ ref("int_charges_rated") }} as charges
            on left_over.segment_id = charges.charge_id
    ),
    united as not materialized(
        select *
        from described
        union all by name
        select *
        from {{ ref("int_recurring_terms_superseded") }}
        -- what nobody can rate is not taken back (semantics 1.6): a finding tells of it
        where not is_unrated
        union all by name
        select *
        from {{ ref("int_recurring_minimums_lost") }}
    )
select
    kind || ':' || item_id || ':' || line_start || claim_end as claim_key,
    segment_id,
    kind,
    item_id,
    company_id,
    currency,
    subscription_id,
    product_id,
    contract_id,
    quantity,
    price_id,
    charge_model,
    unit_amount,
    flat_amount,
    price_rule,
    proration,
    invoice_date,
    period_start,
    period_end,
    service_start,
    service_end,
    segment_start,
    trial_ends_on,
    charged_from,
    line_start,
    line_end,
    changed_on,
    whole_units,
    until_units,
    until_minor,
    since_units,
    since_minor,
    period_minor,
    minimum_minor,
    minimum_share_minor,
    true_up_minor,
    issued_minor,
    issued_line_count,
    tax_on,
    amount_minor,
from united
