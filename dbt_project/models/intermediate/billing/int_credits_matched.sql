with
    lines as (select * from {{ ref("int_lines_discounted") }}),
    charges as (select * from {{ ref("int_stretches_charged") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    credits as (
        select lines.*, companies.rounding,
        from lines
        inner join companies on lines.company_id = companies.company_id
        where
            lines.item_id is not null
            and lines.kind in ('credit', 'prior_period_adjustment')
    ),
    -- the charge that a credit changes: of its terms, by preference the issued one
    changed as (
        select
            credits.claim_key,
            charges.amount_minor as charge_minor,
            charges.discount_minor as charge_discount_minor,
            1 as charge_count,
            charges.invoice_date as charged_on,
            charges.issued_tax,
            charges.charge_key,
        from credits
        inner join
            charges
            on credits.item_id = charges.item_id
            and charges.kind in ('recurring', 'proration')
            and charges.period_start <= credits.line_start
            and credits.line_start < charges.period_end
        where credits.kind = 'credit'
        qualify
            row_number() over (
                partition by credits.claim_key
                order by
                    coalesce(charges.period_start = credits.charge_start, false) desc,
                    coalesce(charges.quantity = credits.quantity, false) desc,
                    -- what names other terms comes after what names none
                    coalesce(charges.product_id <> credits.product_id, false),
                    coalesce(charges.price_id <> credits.price_id, false),
                    charges.product_id is distinct from credits.product_id,
                    charges.price_id is distinct from credits.price_id,
                    charges.is_issued desc,
                    charges.period_start desc,
                    charges.invoice_date desc,
                    charges.amount_minor desc,
                    charges.charge_key
            )
            = 1
        union all
        select
            credits.claim_key,
            cast(sum(charges.amount_minor) as bigint),
            cast(sum(charges.discount_minor) as bigint),
            count(*),
            min(charges.invoice_date),
            first(
                charges.issued_tax order by charges.invoice_date, charges.charge_key
            ) filter (charges.issued_tax is not null),
            null,
        from credits
        inner join
            charges
            on credits.item_id = charges.item_id
            and charges.kind in ('usage', 'prior_period_adjustment', 'minimum_true_up')
            and charges.period_start < credits.line_end
            and credits.line_start < charges.period_end
        where credits.kind = 'prior_period_adjustment'
        group by credits.claim_key
    ),
    -- where a credit's period begins; after an end that came late, where it does
    opened as (
        select
            credits.claim_key,
            credits.item_id,
            credits.line_end,
            coalesce(
                max(segments.service_start), any_value(credits.line_start)
            ) as opens_on,
        from credits
        left join
            {{ ref("int_item_segments") }} as segments
            on credits.item_id = segments.item_id
            and segments.service_start <= credits.line_start
            and credits.line_start < segments.period_end
        where credits.kind = 'credit'
        group by all
    ),
    -- what was charged for the period, less what was already credited for it
    creditable as (
        select
            opened.claim_key,
            sum(
                charges.amount_minor + charges.discount_minor - charges.credited_minor
            ) as left_minor,
        from opened
        inner join
            charges
            on opened.item_id = charges.item_id
            and charges.kind in ('recurring', 'proration', 'credit')
            and charges.period_start < opened.line_end
            and opened.opens_on < charges.period_end
        group by opened.claim_key
    )
select
    credits.claim_key,
    credits.item_id,
    credits.kind,
    credits.is_upcoming,
    credits.line_start,
    credits.line_end,
    credits.rounding,
    credits.amount_minor,
    changed.charge_minor,
    changed.charge_discount_minor,
    -- each of its percents may have rounded each of its lines to a whole minor unit;
    -- what is left of a voided charge says nothing of it
    case
        when
            agreed.is_voided
            or abs(
                cast(changed.charge_discount_minor as hugeint) * 100000000
                + changed.charge_minor * agreed.share
            )
            <= 100000000 * changed.charge_count * agreed.percent_count
        then agreed.share
    end as charge_share,
    changed.charged_on,
    changed.issued_tax,
    changed.charge_key,
    creditable.left_minor,
from credits
left join changed on credits.claim_key = changed.claim_key
left join
    {{ ref("int_adjustments_discounted") }} as agreed
    on credits.claim_key = agreed.claim_key
left join creditable on credits.claim_key = creditable.claim_key
