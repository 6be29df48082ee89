"""A wholesaler's invoice lines as a folder of the contract, returns as credit notes.

A return does not say which invoice it takes back. It is given one only where exactly
one earlier invoice of the same customer holds all of it at the same prices; the other
returns keep an empty invoice number, for the landing to set apart.
"""

from pathlib import Path

import duckdb

from tests.real_data.seller_files import write_seller

_LINES = """
    create table lines as
    select
        row_number() over () as position,
        InvoiceNo as invoice_no,
        StockCode as stock_code,
        Quantity as quantity,
        cast(InvoiceDate as date) as dated,
        UnitPrice as price,
        cast(CustomerID as varchar) as customer,
        cast(Quantity * UnitPrice * 100 as decimal(18, 4)) as amount,
    from read_parquet('{source}')
"""
_MATCHED = """
    create table matched as
    with
        returned as (
            select invoice_no, customer, stock_code, price, -sum(quantity) as quantity,
                min(dated) as dated,
            from lines where invoice_no like 'C%' and customer is not null
            group by invoice_no, customer, stock_code, price
        ),
        bought as (
            select invoice_no, customer, stock_code, price, sum(quantity) as quantity,
                min(dated) as dated,
            from lines where invoice_no not like 'C%' and customer is not null
            group by invoice_no, customer, stock_code, price
        ),
        sizes as (select invoice_no, count(*) as items from returned group by all),
        found as (
            select returned.invoice_no as note, bought.invoice_no, count(*) as items,
            from returned
            join bought using (customer, stock_code, price)
            where bought.quantity >= returned.quantity
                and bought.dated <= returned.dated
            group by all
        )
    select note, any_value(found.invoice_no) as invoice_no
    from found
    join sizes on found.note = sizes.invoice_no and found.items = sizes.items
    group by note
    having count(*) = 1
"""
_EXPORTS = {
    "issued_invoices": """
        select
            invoice_no,
            any_value(customer) as company_id,
            min(dated) as invoice_date,
            min(dated) as due_date,
            {minor}(sum(amount)) as total_minor,
        from lines where invoice_no not like 'C%'
        group by invoice_no
    """,
    "issued_invoice_lines": """
        select
            invoice_no,
            row_number() over (partition by invoice_no order by position) as line_no,
            stock_code as product_id,
            quantity,
            {minor}(amount) as amount_minor,
            'one_off' as kind,
        from lines where invoice_no not like 'C%'
    """,
    "credit_notes": """
        select
            lines.invoice_no as credit_note_no,
            any_value(matched.invoice_no) as invoice_no,
            min(dated) as issued_on,
            {minor}(-sum(amount)) as amount_minor,
            'Return' as reason,
        from lines left join matched on lines.invoice_no = matched.note
        where lines.invoice_no like 'C%'
        group by lines.invoice_no
    """,
}


def write_online_retail(source: Path, folder: Path) -> None:
    """Write the folder; a part of a penny is written as it is, never rounded."""
    with duckdb.connect() as con:
        con.execute(_LINES.format(source=source))
        con.execute(_MATCHED)
        con.execute(
            r"""
            create macro minor_text(amount) as regexp_replace(
                regexp_replace(cast(amount as varchar), '(\.\d*?)0+$', '\1'), '\.$', ''
            )
            """
        )
        customers = con.execute(
            "select distinct customer from lines where customer is not null order by 1"
        ).fetchall()
        write_seller(
            folder,
            currency="GBP",
            time_zone="Europe/London",
            companies=[one for (one,) in customers],
        )
        for table, query in _EXPORTS.items():
            target = folder / f"{table}.parquet"
            con.execute(f"copy ({query.format(minor='minor_text')}) to '{target}'")
