with
    run as (select * from {{ ref("stg_run_parameters") }}),
    notes as (select * from {{ ref("stg_credit_notes") }}),
    invoices as (select * from {{ ref("int_invoices_issued") }}),
    lines as (select * from {{ ref("int_invoice_lines_issued") }}),
    companies as (select * from {{ ref("int_companies_billed") }}),
    -- what was credited on an invoice, tax apart; never more than it charged
    credited as (
        select
            invoices.invoice_id,
            least(
                sum(notes.amount_minor) - sum(
                    coalesce(
                        notes.tax_minor,
                        {{
                            round_scaled(
                                "(notes.amount_minor * cast(invoices.tax_minor as hugeint))",
                                "invoices.total_minor",
                                1,
                                1,
                                "companies.rounding",
                            )
                        }}
                    )
                ),
                any_value(invoices.total_minor - invoices.tax_minor)
            ) as whole_minor,
            any_value(companies.rounding) as rounding,
        from notes
        cross join run
        inner join
            invoices
            on notes.invoice_no = invoices.invoice_no
            and coalesce(notes.entity_id = invoices.entity_id, true)
        inner join companies on invoices.company_id = companies.company_id
        where
            notes.issued_on <= run.as_of
            and invoices.status <> 'void'
            and invoices.total_minor > 0
        group by invoices.invoice_id
    ),
    parts as (
        select
            lines.invoice_id as whole_id,
            lines.invoice_id,
            lines.line_no,
            credited.whole_minor,
            credited.rounding,
            lines.line_no as part_order,
            lines.amount_minor + lines.discount_minor as weight,
            lines.rated_minor + lines.discount_minor as charged_minor,
        from lines
        inner join credited on lines.invoice_id = credited.invoice_id
    ),
    allocated as ({{ allocate("parts") }})
-- as much of what was rated as it is of the amount, less an inclusive tax or not
select
    invoice_id,
    line_no,
    cast(
        coalesce(
            {{
                round_quotient(
                    "(cast(allocated_minor as hugeint) * charged_minor * sign(weight))",
                    "nullif(abs(weight), 0)",
                    "rounding",
                )
            }},
            0
        ) as bigint
    ) as credited_minor,
from allocated
