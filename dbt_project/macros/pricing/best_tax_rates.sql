{#
    The tax rate of each place, product code and day that `lines` has (semantics 5.7):
    the most specific, then the most recent, then the greater id; no row where none
    holds. `lines` names a relation with entity_id, country, region, tax_code and
    taxed_on.
#}
{% macro best_tax_rates(lines) -%}
    select
        places.*,
        rates.tax_rate_id,
        rates.percent as tax_percent,
        coalesce(rates.inclusive, false) as is_tax_inclusive,
    from
        (
            select entity_id, country, region, tax_code, taxed_on
            from {{ lines }}
            group by all
        ) as places
    inner join
        {{ ref("stg_tax_rates") }} as rates
        on coalesce(rates.entity_id = places.entity_id, rates.entity_id is null)
        and coalesce(rates.country = places.country, rates.country is null)
        and coalesce(rates.region = places.region, rates.region is null)
        and coalesce(rates.tax_code = places.tax_code, rates.tax_code is null)
        and coalesce(rates.effective_from <= places.taxed_on, true)
        and coalesce(places.taxed_on < rates.effective_to, true)
    qualify
        row_number() over (
            partition by
                places.entity_id,
                places.country,
                places.region,
                places.tax_code,
                places.taxed_on
            order by
                (rates.entity_id is not null)::integer
                + (rates.country is not null)::integer
                + (rates.region is not null)::integer
                + (rates.tax_code is not null)::integer desc,
                rates.effective_from desc nulls last,
                rates.tax_rate_id desc
        )
        = 1
{%- endmacro %}

{# Whether a line is at the place and day that a tax rate was found for. #}
{% macro at_tax_place(line, rate) -%}
    (
        {{ line }}.entity_id = {{ rate }}.entity_id
        and {{ line }}.country is not distinct from {{ rate }}.country
        and {{ line }}.region is not distinct from {{ rate }}.region
        and {{ line }}.tax_code is not distinct from {{ rate }}.tax_code
        and {{ line }}.taxed_on = {{ rate }}.taxed_on
    )
{%- endmacro %}
