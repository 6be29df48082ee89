{#
    Each discount with the company whose lines it is for, its subscription's where it
    names none, and an amount with the currency it is in (semantics 5.6).

    Example: 10.00 off without a currency, for a company in euro, is only for euro.
#}
{% macro discounts_of_companies() -%}
    select
        discounts.* replace (companies.company_id as company_id),
        case
            when discounts.kind = 'amount'
            then coalesce(discounts.currency, companies.currency)
        end as only_currency,
    from {{ ref("stg_discounts") }} as discounts
    left join
        {{ ref("stg_subscriptions") }} as subscriptions
        on discounts.subscription_id = subscriptions.subscription_id
    inner join
        {{ ref("int_companies_billed") }} as companies
        on coalesce(discounts.company_id, subscriptions.company_id)
        = companies.company_id
{%- endmacro %}
