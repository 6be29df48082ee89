{#
    How the taxed lines of `lines` that do not say it were taxed, from the rates that
    hold today for their place, product and day (semantics 5.7). `lines` names a
    relation of issued lines in the columns of int_invoice_lines_issued, with tax_code.
#}
{% macro issued_taxes_looked_up(lines) -%}
    with
        silent as (
            select *
            from {{ lines }}
            where tax_minor <> 0 and (tax_reason is null or is_tax_inclusive is null)
        ),
        -- a credit or an adjustment was taxed as the charge that it changes
        changed as (
            select
                changing.invoice_id,
                changing.line_no,
                min(charges.invoice_date) as charged_on,
            from silent as changing
            inner join
                {{ lines }} as charges
                on changing.item_id = charges.item_id
                and charges.period_start <= changing.period_start
                and changing.period_start < charges.period_end
                and charges.is_charging
                and charges.kind not in ('credit', 'prior_period_adjustment')
            where changing.kind in ('credit', 'prior_period_adjustment')
            group by changing.invoice_id, changing.line_no
        ),
        placed as (
            select
                silent.invoice_id,
                silent.line_no,
                silent.entity_id,
                silent.tax_code,
                companies.country,
                companies.region,
                coalesce(changed.charged_on, silent.invoice_date) as taxed_on,
            from silent
            left join
                changed
                on silent.invoice_id = changed.invoice_id
                and silent.line_no = changed.line_no
            left join
                {{ ref("stg_companies") }} as companies
                on silent.company_id = companies.company_id
        ),
        rates as ({{ best_tax_rates("placed") }})
    select
        placed.invoice_id,
        placed.line_no,
        rates.tax_rate_id,
        rates.tax_percent,
        rates.is_tax_inclusive,
    from placed
    inner join rates on {{ at_tax_place("placed", "rates") }}
{%- endmacro %}
