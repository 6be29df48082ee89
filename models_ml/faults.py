"""Makes known faults in copies of invoices, so that finding them can be scored."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl

_CHOSEN = {"invoice_no": pl.Int32, "fault": pl.String, "donor_no": pl.Int32}

_SPOILED = """
insert into faulty_lines
with
    numbered as (
        select
            lines.*,
            chosen.fault,
            row_number() over (
                partition by invoice_no
                order by abs(amount) desc, product_no, quantity
            ) as rank
        from lines
        inner join chosen using (invoice_no)
    )
select
    invoice_no,
    product_no,
    case when fault = 'quantity_slip' and rank = 1 then 10 else 1 end * quantity,
    case
        when fault = 'quantity_slip' and rank = 1 then 10
        when fault = 'price_slip' and rank = 1 then 0.1
        else 1
    end * amount,
    case when fault = 'discount_lost' then 0 else discount end,
    case when fault = 'tax_lost' then 0 else tax end
from numbered
where not (fault = 'lines_lost' and rank % 2 = 1)
union all
select * exclude (fault, rank)
from numbered
where fault = 'billed_twice'
union all
select chosen.invoice_no, product_no, quantity, amount, discount, tax
from chosen
inner join lines on chosen.donor_no = lines.invoice_no
qualify row_number() over (
    partition by chosen.invoice_no order by abs(amount) desc, product_no
) = 1
"""
_POSSIBLE = """
select
    invoice_id,
    invoice_no,
    company_id,
    series,
    count(*) > 1 as has_lines,
    abs(sum(discount)) > 0.02 * sum(abs(amount)) as has_discount,
    abs(sum(tax)) > 0.02 * sum(abs(amount)) as has_tax
from lines
inner join invoices using (invoice_no)
where invoice_id in (select unnest(?))
group by all
order by invoice_id
"""


def make_faults(
    con: duckdb.DuckDBPyConnection, invoice_ids: list[str], *, seed: int
) -> dict[str, str]:
    """Add to `faulty_lines` a copy of each invoice that holds one known fault.

    Return the fault of each.
    """
    chooser = np.random.default_rng(seed)
    rows = con.execute(_POSSIBLE, [invoice_ids]).fetchall()
    faults: dict[str, str] = {}
    chosen: list[tuple[int, str, int | None]] = []
    for invoice_id, invoice_no, company, series, *possible in rows:
        fault, donor = str(chooser.choice(_possible_faults(*possible))), None
        if fault == "foreign_line":
            donors = [row[1] for row in rows if row[2] != company and row[3] == series]
            fault = fault if donors else "quantity_slip"
            donor = int(chooser.choice(donors)) if donors else None
        faults[invoice_id] = fault
        chosen.append((invoice_no, fault, donor))
    con.register("chosen", pl.DataFrame(chosen, _CHOSEN, orient="row"))
    con.execute(_SPOILED)
    con.unregister("chosen")
    return faults


def _possible_faults(has_lines: bool, has_discount: bool, has_tax: bool) -> list[str]:
    possible = ["billed_twice", "quantity_slip", "price_slip", "foreign_line"]
    if has_lines:
        possible.append("lines_lost")
    if has_discount:
        possible.append("discount_lost")
    if has_tax:
        possible.append("tax_lost")
    return possible
