"""Issues what a world drafted, so that a later run finds it as a fact.

Example: bill up to March 1, issue that, then bill again with what was learned since.

    issued = issue_drafts(bill(tmp_path / "then", compiled, as_of=march_1, **known))
    con = bill(tmp_path / "now", compiled, as_of=march_31, **news, **issued)
"""

from collections.abc import Collection
from datetime import date

import duckdb

from tests.support.world import Row, rows

TAX = ("tax_rate_id", "tax_percent", "tax_reason", "is_tax_inclusive")
DISCOUNTS = ("discounts_taken",)
_DRAFTED = "source = 'draft' and status = 'draft' and invoice_date <= ?"
_HEADERS = f"""
    select
        entity_id, replace(invoice_id, 'draft:', 'N:') as invoice_no, company_id,
        invoice_date, due_date, currency, total_minor, 'issued' as status,
    from tallyhouse.marts.invoices where {_DRAFTED} order by all
"""
_LINES = f"""
    select
        entity_id, replace(invoice_id, 'draft:', 'N:') as invoice_no,
        lines.* exclude (
            invoice_id, entity_id, currency, source, recognition, claim_key, company_id,
            price_rule
        ) replace (cast(quantity as decimal(18, 6)) as quantity),
    from tallyhouse.marts.invoice_lines as lines
    where invoice_id in (
        select invoice_id from tallyhouse.marts.invoices where {_DRAFTED}
    )
    order by invoice_no, line_no
"""


def issue_drafts(
    con: duckdb.DuckDBPyConnection,
    *,
    until: date = date.max,
    left_out: Collection[str] = (),
    says_tax: bool = False,
    says_discounts: bool = False,
) -> dict[str, list[Row]]:
    """Return the drafts dated up to a day as the rows of an imported file.

    Only columns of the input contract are given, without the ones that are left out;
    how the lines were taxed and which discounts they took is said on request, as this
    home's store says it.
    """
    silent = (*(() if says_tax else TAX), *(() if says_discounts else DISCOUNTS))
    return {
        "issued_invoices": _listed(con, _HEADERS, until, ()),
        "issued_invoice_lines": _listed(con, _LINES, until, {*left_out, *silent}),
    }


def total_by_company(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return what each company is charged, over all invoices that are not void."""
    found = rows(
        con,
        "select lines.company_id, sum(amount_minor + lines.discount_minor "
        "+ lines.tax_minor) from tallyhouse.marts.invoice_lines as lines "
        "inner join tallyhouse.marts.invoices as invoices using (invoice_id) "
        "where status <> 'void' group by all",
    )
    return {str(company): int(str(total)) for company, total in found}


def _listed(
    con: duckdb.DuckDBPyConnection, sql: str, until: date, left_out: Collection[str]
) -> list[Row]:
    found = con.execute(sql, [until])
    names = [column[0] for column in found.description or ()]
    return [
        {
            name: cell
            for name, cell in zip(names, row, strict=True)
            if name not in left_out
        }
        for row in found.fetchall()
    ]
