"""Reads the other lines that a line adjusts, takes back, credits or counts."""

import duckdb

from app.warehouse.derivations import InvoiceLineRow, SourceRow


def lines_reckoned(
    cursor: duckdb.DuckDBPyConnection, line: InvoiceLineRow
) -> tuple[SourceRow, ...]:
    """The lines that a draft line reckons with, with what of each it does."""
    try:
        rows = cursor.execute(_OTHERS, [line.invoice_id, line.line_no]).fetchall()
    except duckdb.CatalogException:  # a version of code that named no other lines
        return ()
    return tuple(SourceRow(*row, amount_minor=amount) for *row, amount in rows)


_DAY = "'%-d %b %Y'"
_OTHERS = f"""
    select
        if(other_invoice_no is null, 'invoice_lines', 'issued_invoice_lines'),
        other_invoice_id || ' line ' || other_line_no,
        cast(invoice_date as varchar),
        '',
        quantity,
        case role
            when 'adjusts' then 'adjusted'
            when 'takes_back' then 'taken back'
            when 'credits' then 'credited'
            else 'counted'
        end
        || coalesce(' of invoice ' || other_invoice_no, '')
        || ', '
        || replace(kind, '_', ' ')
        || coalesce(
            ' from ' || strftime(period_start, {_DAY})
            || ' to ' || strftime(period_end - 1, {_DAY}),
            ''
        )
        || if(is_in_part, ', in part', '')
        || if(is_tax_included, ', its tax included', ''),
        amount_minor
    from tallyhouse.intermediate.int_lines_reckoned
    where invoice_id = ? and line_no = ?
    order by role, invoice_date, other_invoice_id, other_line_no
"""
