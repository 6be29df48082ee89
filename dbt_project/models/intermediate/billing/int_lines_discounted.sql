with recursive
    lines as (select * from {{ ref("int_lines_percent_discounted") }}),
    due as (select * from {{ ref("int_discounts_due") }} where kind = 'amount'),
    terms as (select * from {{ ref("stg_discounts") }}),
    issued as (select * from {{ ref("int_invoice_lines_issued") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    -- what an invoice leaves an amount to be taken off, and what issued ones took
    left_to_take as (
        select
            due.discount_id,
            due.invoice_key,
            due.invoice_date,
            greatest(sum(lines.amount_minor + lines.discount_minor), 0) as left_minor,
        from due
        inner join lines on due.claim_key = lines.claim_key
        group by due.discount_id, due.invoice_key, due.invoice_date
    ),
    used as (
        select terms.discount_id, - sum(issued.discount_minor) as used_minor,
        from terms
        inner join
            issued
            on {{ discount_covers("terms", "issued") }}
            and issued.is_charging
            and issued.invoice_date >= terms.starts_on
            and issued.kind not in ('credit', 'prior_period_adjustment')
        where terms.carries_over and terms.kind = 'amount'
        group by terms.discount_id
    ),
    before as (
        select
            left_to_take.discount_id,
            left_to_take.invoice_key,
            coalesce(used.used_minor, 0) + coalesce(
                sum(left_to_take.left_minor) over (
                    partition by left_to_take.discount_id
                    order by left_to_take.invoice_date, left_to_take.invoice_key
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as taken_before_minor,
        from left_to_take
        left join used on left_to_take.discount_id = used.discount_id
    ),
    discounts as (
        select
            due.*,
            case
                when due.carries_over
                then greatest(due.value_minor - before.taken_before_minor, 0)
                else due.value_minor
            end as budget_minor,
        from due
        inner join before using (discount_id, invoice_key)
    ),
    {{ take_discounts() }}
select
    lines.* replace (taken.discount_minor as discount_minor),
    taken.steps as amount_steps,
from lines
inner join taken on lines.claim_key = taken.claim_key
