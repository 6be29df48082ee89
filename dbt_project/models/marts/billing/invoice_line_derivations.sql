{{ config(materialized="view") }}

with
    drafts as (select * from {{ ref("int_draft_lines") }}),
    currencies as (select * from {{ ref("currencies") }}),
    explained as (
        select *
        from {{ ref("int_lines_explained") }}
        union all by name
        select *
        from {{ ref("int_discounts_and_tax_explained") }}
        union all by name
        select *
        from {{ ref("int_changes_explained") }}
    ),
    steps as (
        select
            explained.* exclude (claim_key, charge_id),
            drafts.invoice_id,
            drafts.line_no,
            drafts.company_id,
            drafts.currency,
            drafts.meter,
        from explained
        inner join drafts on explained.claim_key = drafts.claim_key
        union all by name
        select *
        from {{ ref("int_issued_lines_explained") }}
    ),
    numbered as (
        select
            steps.*,
            currencies.exponent,
            row_number() over so_far as step_no,
            cast(sum(coalesce(change_minor, 0)) over so_far as bigint) as so_far_minor,
            {{
                exact_product(
                    "factor_numerator",
                    "factor_denominator",
                    "unit_amount",
                    "flat_amount",
                )
            }} as exact_scaled,
        from steps
        inner join currencies on steps.currency = currencies.currency
        window
            so_far as (
                partition by invoice_id, line_no
                order by step_order
                rows between unbounded preceding and current row
            )
    )
select
    invoice_id,
    line_no,
    company_id,
    currency,
    cast(step_no as integer) as step_no,
    step,
    part,
    {{ step_words() }} as words,
    source_table,
    source_key,
    cast(factor_numerator as decimal(38, 0)) as factor_numerator,
    cast(factor_denominator as decimal(38, 0)) as factor_denominator,
    cast(unit_amount as decimal(20, 10)) as unit_amount,
    cast(flat_amount as decimal(20, 10)) as flat_amount,
    {{ unscaled("exact_scaled", 10) }} as exact_amount,
    rounding,
    cast(base_minor as bigint) as base_minor,
    cast(whole_minor as bigint) as whole_minor,
    weight_minor,
    budget_minor,
    starts_on,
    ends_on,
    note,
    cast(change_minor as bigint) as change_minor,
    so_far_minor,
from numbered
