with
    companies as (select * from {{ ref("int_companies_billed") }}),
    placed as (select * from {{ ref("int_usage_placed") }}),
    charges as (select * from {{ ref("int_charges_rated") }}),
    held as (select * from {{ ref("int_charges_held") }}),
    drafts as (select * from {{ ref("int_draft_invoices") }}),
    lines as (select * from {{ ref("int_draft_lines") }}),
    unrated as (
        select
            if(placement = 'no_item', 'unrated_usage', 'trial_usage') as kind,
            'usage' as subject_table,
            company_id || ' ' || meter as subject_id,
            company_id,
            if(
                placement = 'no_item',
                'no item of this meter lives on ',
                'the items of this meter are on trial on '
            )
            || count(distinct unrated_on)
            || ' days from '
            || min(unrated_on)
            || '; quantity '
            || sum(quantity_sum) as reason,
        from placed
        where is_counted and placement in ('no_item', 'on_trial')
        group by company_id, meter, placement
    ),
    too_late as (
        select
            'late_usage' as kind,
            'subscription_items' as subject_table,
            placed.item_id as subject_id,
            placed.company_id,
            'received more than '
            || any_value(companies.late_usage_days)
            || ' days after its period; quantity '
            || sum(placed.quantity_sum) as reason,
        from placed
        inner join companies on placed.company_id = companies.company_id
        where placed.placement = 'too_late'
        group by placed.item_id, placed.company_id
    ),
    idle_overrides as (
        select
            'override_without_effect' as kind,
            'price_overrides' as subject_table,
            idle_override_id as subject_id,
            company_id,
            'an amount acts on one column of a price, and '
            || string_agg(distinct price_id, ', ' order by price_id)
            || ' is priced by tiers or by percent' as reason,
        from charges
        where idle_override_id is not null
        group by idle_override_id, company_id
    ),
    idle_bounds as (
        select
            'price_bound_without_effect' as kind,
            'prices' as subject_table,
            price_id as subject_id,
            company_id,
            'its '
            || if(max(cap_minor) is null, 'minimum', 'cap')
            || ' is that of an item and a period; it does nothing for '
            || if(kind = 'time', 'time entries', 'single charges')
            || ', of which it priced '
            || count(*) as reason,
        from charges
        where
            kind in ('time', 'one_off')
            and (cap_minor is not null or minimum_minor is not null)
        group by price_id, company_id, kind
    ),
    circled as (
        select
            'parents_in_circle' as kind,
            'companies' as subject_table,
            company_id as subject_id,
            company_id,
            'is billed by itself, for its parents lead back to it: '
            || string_agg(payer_id, ', ' order by steps) as reason,
        from {{ ref("int_payers_climbed") }}
        group by company_id
        having bool_or(payer_id = company_id)
    ),
    succeeded as (
        select
            'contract_succeeded' as kind,
            'contracts' as subject_table,
            contract_id as subject_id,
            * exclude (contract_id),
        from {{ ref("int_contracts_succeeded") }}
    ),
    not_billed as (
        select
            reason as kind,
            case
                subject
                when 'item'
                then 'subscription_items'
                when 'time'
                then 'time_entries'
                else 'one_off_charges'
            end as subject_table,
            subject_id,
            company_id,
            'not billed for the period from ' || period_start as reason,
            currency,
        from held
    ),
    held_drafts as (
        select
            'held_draft' as kind,
            'invoices' as subject_table,
            invoice_id as subject_id,
            company_id,
            reason,
            total_minor as amount_minor,
            currency,
        from drafts
        where status = 'pending_review'
    ),
    untaxed as (
        select
            'untaxed' as kind,
            'companies' as subject_table,
            company_id as subject_id,
            company_id,
            'no tax rate applies to ' || count(*) || ' lines' as reason,
            cast(sum(amount_minor + discount_minor) as bigint) as amount_minor,
            currency,
        from lines
        where tax_reason = 'no_rate'
        group by company_id, currency
    ),
    united as (
        select *
        from unrated
        union all by name
        select *
        from idle_overrides
        union all by name
        select *
        from idle_bounds
        union all by name
        select *
        from circled
        union all by name
        select *
        from succeeded
        union all by name
        select *
        from too_late
        union all by name
        select *
        from not_billed
        union all by name
        select *
        from held_drafts
        union all by name
        select *
        from untaxed
        union all by name
        select *
        from {{ ref("int_issued_lines_questioned") }}
    )
select kind, subject_table, subject_id, company_id, reason, amount_minor, currency,
from united
