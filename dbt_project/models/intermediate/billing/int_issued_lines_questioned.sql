with
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    issued_lines as (select * from {{ ref("int_invoice_lines_issued") }}),
    lives as (select * from {{ ref("int_item_lives") }}),
    terms as (select * from {{ ref("int_item_terms") }}),
    usage as (select * from {{ ref("stg_usage_daily") }}),
    periods as (
        select *
        from {{ ref("int_metered_outcomes") }}
        where unrated_reason is not null and last_issued_on is not null
    ),
    differing as (
        select
            'issued_total_differs' as kind,
            'issued_invoices' as subject_table,
            invoices.invoice_id as subject_id,
            invoices.company_id,
            'its lines sum to ' || sum(
                issued_lines.amount_minor
                + issued_lines.discount_minor
                + issued_lines.tax_minor
            ) as reason,
            invoices.total_minor as amount_minor,
            invoices.currency,
        from invoices
        inner join issued_lines on invoices.invoice_id = issued_lines.invoice_id
        group by
            invoices.invoice_id,
            invoices.company_id,
            invoices.total_minor,
            invoices.currency
        having
            sum(
                issued_lines.amount_minor
                + issued_lines.discount_minor
                + issued_lines.tax_minor
            )
            <> invoices.total_minor
    ),
    -- what an imported line does not say, nobody guesses (input contract)
    unplaced as (
        select
            'issued_line_unplaced' as kind,
            'issued_invoice_lines' as subject_table,
            invoice_id || '#' || line_no as subject_id,
            company_id,
            'names no item or no period of '
            || subscription_id
            || ', so its charge falls due as if not billed' as reason,
            amount_minor,
            currency,
        from issued_lines
        where
            is_charging
            and subscription_id is not null
            -- without a kind it names no work either, which would be one
            and coalesce(kind, 'recurring') in ('recurring', 'proration', 'usage')
            and (item_id is null or period_start is null)
    ),
    -- items whose first terms a change of their first day replaced
    changed_at_once as (
        select distinct lives.item_id,
        from lives
        inner join
            {{ ref("int_item_changes_dated") }} as changes
            on lives.item_id = changes.item_id
            and lives.starts_on = changes.counts_from
        inner join
            terms
            on lives.item_id = terms.item_id
            and lives.starts_on = terms.valid_from
        where
            not lives.is_metered
            and changes.change_id <> ''
            and (terms.quantity, terms.price_id)
            is distinct from (lives.quantity, lives.fixed_price_id)
            -- what was so before, it began with
            and {{ local_date("changes.changed_at", "lives.time_zone") }}
            = lives.starts_on
    ),
    -- terms that changed on a line's first day: were the old or the new ones billed?
    unknown_terms as (
        select
            'issued_terms_unknown' as kind,
            'issued_invoice_lines' as subject_table,
            issued_lines.invoice_id || '#' || issued_lines.line_no as subject_id,
            issued_lines.company_id,
            'has no quantity, so the change of '
            || issued_lines.item_id
            || ' on '
            || terms.valid_from
            || ' is neither credited nor billed' as reason,
            issued_lines.amount_minor,
            issued_lines.currency,
        from issued_lines
        inner join lives on issued_lines.item_id = lives.item_id
        inner join
            terms
            on issued_lines.item_id = terms.item_id
            and issued_lines.period_start = terms.valid_from
        -- missing: an item that began with the terms it has
        left join changed_at_once on issued_lines.item_id = changed_at_once.item_id
        where
            (terms.valid_from > lives.starts_on or changed_at_once.item_id is not null)
            and issued_lines.is_charging
            and issued_lines.quantity is null
            and issued_lines.kind in ('recurring', 'proration')
            and not lives.is_metered
    ),
    -- what would be taken back, were a missing price a missing charge
    unpriced as (
        select
            'issued_terms_unpriced' as kind,
            'subscription_items' as subject_table,
            item_id as subject_id,
            company_id,
            'was billed from '
            || min(line_start)
            || ' on at a price that gives no amount any more; what was issued stands: '
            || 'give the price back, or settle it by a credit note' as reason,
            cast(- sum(amount_minor) as bigint) as amount_minor,
            currency,
        from {{ ref("int_recurring_terms_superseded") }}
        where is_unrated
        group by item_id, company_id, currency
    ),
    -- a line that charges a period in part: which usage was billed, it does not say
    straddling as (
        select
            'issued_line_straddles' as kind,
            'issued_invoice_lines' as subject_table,
            split.invoice_id || '#' || split.line_no as subject_id,
            issued_lines.company_id,
            'charges ' || string_agg(
                split.days || ' days of the period from ' || split.service_start,
                ', '
                order by split.service_start
            )
            || '; each is rated as a whole, less its days'' part of the amount: '
            || 'check the adjustments' as reason,
            issued_lines.amount_minor,
            issued_lines.currency,
        from {{ ref("int_straddling_lines_split") }} as split
        inner join
            issued_lines
            on split.invoice_id = issued_lines.invoice_id
            and split.line_no = issued_lines.line_no
        group by
            split.invoice_id,
            split.line_no,
            issued_lines.company_id,
            issued_lines.amount_minor,
            issued_lines.currency
    ),
    -- a period that is charged whole or not at all, of which a line charges a part
    reaching as (
        select
            'issued_line_straddles' as kind,
            'issued_invoice_lines' as subject_table,
            split.invoice_id || '#' || split.line_no as subject_id,
            issued_lines.company_id,
            'ends on '
            || split.period_end
            || ' in the period from '
            || segments.service_start
            || '; its product is not prorated, so the rest of that period is not billed: '
            || 'check it, and settle it by a one-off charge' as reason,
            issued_lines.amount_minor,
            issued_lines.currency,
        from {{ ref("int_spanning_lines_split") }} as split
        inner join
            issued_lines
            on split.invoice_id = issued_lines.invoice_id
            and split.line_no = issued_lines.line_no
        inner join
            {{ ref("int_item_segments") }} as segments
            on split.item_id = segments.item_id
            and split.period_start = segments.segment_start
            and split.period_end < segments.service_end
        where
            split.is_continued
            and split.kind <> 'credit'
            and segments.proration = 'none'
            and not exists (
                select 1
                from issued_lines as others
                where
                    others.is_charging
                    and others.item_id = split.item_id
                    and others.kind in ('recurring', 'proration')
                    and others.period_start >= split.period_start
                    and others.period_start < segments.period_end
                    and others.period_end > split.period_end
            )
    ),
    -- usage that came after its period was issued, also within the period where its
    -- invoice is dated so early, and that no adjustment can bring
    unadjusted as (
        select
            'cannot_be_adjusted' as kind,
            'subscription_items' as subject_table,
            periods.item_id as subject_id,
            periods.company_id,
            'came after its period from '
            || periods.period_start
            || ' was issued; quantity '
            || sum(usage.quantity_sum)
            || case
                periods.unrated_reason
                when 'no_price'
                then '; no price holds then any more: give it back, or settle it'
                when 'cannot_be_rated'
                then
                    '; the price gives no amount for it: correct the price, or settle it'
                when 'aggregation_unavailable'
                then
                    '; its readings are not kept: restore the usage of the period, '
                    || 'or settle it'
                else '; an imported line charged other periods with it: settle it'
            end
            || ' by a one-off charge or a credit note' as reason,
        from usage
        inner join
            periods
            on usage.company_id = periods.company_id
            and usage.meter = periods.meter
            and periods.rated_from <= usage.local_date
            and usage.local_date < periods.period_end
            and periods.last_issued_on < usage.received_on
            and usage.received_on <= periods.received_until
        group by
            periods.item_id,
            periods.company_id,
            periods.period_start,
            periods.unrated_reason
    )
select *
from differing
union all by name
select *
from unplaced
union all by name
select *
from unknown_terms
union all by name
select *
from unpriced
union all by name
select *
from straddling
union all by name
select *
from reaching
union all by name
select *
from {{ ref("int_metered_periods_emptied") }}
union all by name
select *
from unadjusted
