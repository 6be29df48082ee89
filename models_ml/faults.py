"""Makes known faults in copies of invoices, so that finding them can be scored."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl

_CHOSEN = ("invoice_id", "fault", "donor_id")

_NUMBERED = """
    select
        lines.*,
        chosen.fault,
        row_number() over (
            partition by lines.invoice_id
            order by abs(amount) desc, product_id, quantity
        ) as rank
    from lines
    inner join chosen using (invoice_id)
"""
_SPOILED = f"""
insert into faulty_lines
with numbered as ({_NUMBERED})
select
    invoice_id, company_id, series, invoice_date, is_draft, kind, product_id,
    case when fault = 'quantity_slip' and rank = 1 then 10 else 1 end * quantity,
    case
        when fault = 'quantity_slip' and rank = 1 then 10
        when fault = 'price_slip' and rank = 1 then 0.1
        else 1
    end * amount,
    case when fault = 'discount_lost' then 0 else discount end,
    case when fault = 'tax_lost' then 0 else tax end,
    fault
from numbered
where not (fault = 'lines_lost' and rank % 2 = 1)
union all
select * exclude (rank)
from numbered
where fault = 'billed_twice'
union all
select
    chosen.invoice_id, chosen.company_id, chosen.series, chosen.invoice_date,
    chosen.is_draft, kind, product_id, quantity, amount, discount, tax, 'foreign_line'
from (
    select distinct invoice_id, company_id, series, invoice_date, is_draft, donor_id
    from chosen
    inner join lines using (invoice_id)
    where chosen.fault = 'foreign_line'
) as chosen
inner join lines on chosen.donor_id = lines.invoice_id
qualify row_number() over (
    partition by chosen.invoice_id order by abs(amount) desc, product_id
) = 1
"""
_POSSIBLE = """
select
    invoice_id,
    company_id,
    series,
    count(*) > 1 as has_lines,
    abs(sum(discount)) > 0.02 * sum(abs(amount)) as has_discount,
    abs(sum(tax)) > 0.02 * sum(abs(amount)) as has_tax
from lines
where invoice_id in (select unnest(?))
group by all
order by invoice_id
"""


def make_faults(
    con: duckdb.DuckDBPyConnection, invoice_ids: list[str], *, seed: int
) -> None:
    """Fill `faulty_lines` with a copy of each invoice that holds one known fault."""
    chooser = np.random.default_rng(seed)
    rows = con.execute(_POSSIBLE, [invoice_ids]).fetchall()
    chosen = []
    for invoice_id, company, series, *possible in rows:
        fault = str(chooser.choice(_possible_faults(*possible)))
        donors = [row[0] for row in rows if row[1] != company and row[2] == series]
        if fault == "foreign_line" and not donors:
            fault = "quantity_slip"
        donor = str(chooser.choice(donors)) if fault == "foreign_line" else None
        chosen.append((invoice_id, fault, donor))
    frame = pl.DataFrame(chosen, dict.fromkeys(_CHOSEN, pl.String), orient="row")
    con.register("chosen", frame)
    con.execute("delete from faulty_lines")
    con.execute(_SPOILED)
    con.unregister("chosen")


def _possible_faults(has_lines: bool, has_discount: bool, has_tax: bool) -> list[str]:
    possible = ["billed_twice", "quantity_slip", "price_slip", "foreign_line"]
    if has_lines:
        possible.append("lines_lost")
    if has_discount:
        possible.append("discount_lost")
    if has_tax:
        possible.append("tax_lost")
    return possible
