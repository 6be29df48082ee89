with
    named as (select * from {{ ref("int_credit_notes_dated") }}),
    capped as (
        select
            *,
            -- never more than what is left to credit (semantics 6.2)
            cast(
                greatest(
                    0, least(stated_minor, total_minor - stated_before_minor)
                ) as bigint
            ) as amount_minor,
        from named
    ),
    taxed as (
        select
            *,
            least(stated_before_minor, total_minor) as credited_before_minor,
            greatest(0, least(invoice_tax_minor, total_minor)) as creditable_tax_minor,
        from capped
    )
select
    credit_note_no,
    invoice_id,
    entity_id,
    company_id,
    account_id,
    currency,
    greatest(dated_on, invoice_date) as dated_on,
    greatest(issued_on, invoice_acts_on) as issued_on,
    has_applications,
    stated_minor,
    amount_minor,
    -- what rounding left over in one note goes to the next (trap 29)
    cast(
        case
            when stated_tax_minor is not null and stated_minor = amount_minor
            then stated_tax_minor
            else
                {{
                    tax_within(
                        "(credited_before_minor + amount_minor)",
                        "creditable_tax_minor",
                        "total_minor",
                    )
                }} - (
                    {{
                        tax_within(
                            "credited_before_minor",
                            "creditable_tax_minor",
                            "total_minor",
                        )
                    }}
                )
        end as bigint
    ) as tax_minor,
from taxed
