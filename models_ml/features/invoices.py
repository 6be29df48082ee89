"""Measures how far an invoice is from what its company was billed before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import Any

import duckdb
import numpy as np

FEATURES: dict[str, str] = {
    "total_jump": "the total differs from the company's usual one",
    "total_ratio": "the total is a multiple or a fraction of the company's usual one",
    "line_count_jump": "the number of lines differs from the usual one",
    "new_share": "much of it is for products the company was never billed before",
    "product_jump": "a product's amount differs from what the company usually pays",
    "price_jump": "a product's price per unit differs from the company's usual one",
    "biggest_share_change": "one line weighs more or less than usual",
    "discount_change": "the discount is not the usual share",
    "tax_change": "the tax is not the usual share",
    "credit_change": "credits take an unusual share",
}
MINIMUM_HISTORY = 3

_PAST = """
create or replace temp table past_invoices as
select
    *,
    count(*) over so_far as history_length,
    median(total) over so_far as usual_total,
    mad(total) over so_far as usual_total_spread,
    median(log_total) over so_far as usual_log_total,
    median(line_count) over so_far as usual_line_count,
    median(biggest_share) over so_far as usual_biggest_share,
    median(discount_share) over so_far as usual_discount_share,
    median(tax_share) over so_far as usual_tax_share,
    median(credit_share) over so_far as usual_credit_share
from ({facts_of_lines})
window so_far as (
    partition by company_id, series order by invoice_date
    range between unbounded preceding and current row
)
"""
_PAST_PRODUCTS = """
create or replace temp table past_products as
select
    *,
    count(*) over so_far as times_billed,
    median(amount) over so_far as usual_amount,
    median(unit_price) over so_far as usual_price
from ({products_of_lines})
window so_far as (
    partition by company_id, series, product_id order by invoice_date
    range between unbounded preceding and current row
)
"""
_FACTS = """
select
    invoice_id,
    company_id,
    series,
    invoice_date,
    is_draft,
    {fault} as fault,
    sum(amount + discount + tax) as total,
    sign(sum(amount + discount + tax))
        * ln(1 + abs(sum(amount + discount + tax))) as log_total,
    count(*) as line_count,
    sum(abs(amount)) as gross,
    max(abs(amount)) / greatest(sum(abs(amount)), 1) as biggest_share,
    sum(discount) / greatest(sum(abs(amount)), 1) as discount_share,
    sum(tax) / greatest(sum(abs(amount)), 1) as tax_share,
    sum(least(amount, 0)) / greatest(sum(abs(amount)), 1) as credit_share
from {lines}
group by all
"""
_PRODUCTS = """
select
    invoice_id,
    company_id,
    series,
    invoice_date,
    product_id,
    sum(amount) as amount,
    sum(amount) / nullif(sum(quantity), 0) as unit_price
from {lines}
group by all
"""
_DEVIATIONS = """
with
    products as (
        select
            now.invoice_id,
            coalesce(
                sum(abs(now.amount)) filter (before.product_id is null)
                / greatest(sum(abs(now.amount)), 1),
                0
            ) as new_share,
            max(
                abs(ln((1 + abs(now.amount)) / (1 + abs(before.usual_amount))))
            ) filter (before.times_billed >= 2) as product_jump,
            max(
                abs(
                    ln((0.01 + abs(now.unit_price)) / (0.01 + abs(before.usual_price)))
                )
            ) as price_jump
        from ({products_of_targets}) as now
        asof left join past_products as before
            on now.company_id = before.company_id
            and now.series = before.series
            and now.product_id = before.product_id
            and now.invoice_date > before.invoice_date
        group by all
    )
select
    now.invoice_id,
    now.company_id,
    now.series,
    now.invoice_date,
    now.is_draft,
    now.fault,
    now.total,
    before.usual_total,
    abs(now.total - before.usual_total)
        / (1.4826 * before.usual_total_spread + 0.01 * abs(before.usual_total) + 1)
        as total_z,
    total_z as total_jump,
    abs(now.log_total - before.usual_log_total) as total_ratio,
    abs(ln((1 + now.line_count) / (1 + before.usual_line_count))) as line_count_jump,
    products.new_share,
    coalesce(products.product_jump, 0) as product_jump,
    coalesce(products.price_jump, 0) as price_jump,
    abs(now.biggest_share - before.usual_biggest_share) as biggest_share_change,
    abs(now.discount_share - before.usual_discount_share) as discount_change,
    abs(now.tax_share - before.usual_tax_share) as tax_change,
    abs(now.credit_share - before.usual_credit_share) as credit_change
from ({facts_of_targets}) as now
asof join past_invoices as before
    on now.company_id = before.company_id
    and now.series = before.series
    and now.invoice_date > before.invoice_date
inner join products on now.invoice_id = products.invoice_id
where before.history_length >= {minimum_history}
order by now.invoice_date, now.invoice_id
"""


@dataclass(frozen=True)
class Deviations:
    """Invoices with enough history, each with its distance from it per feature."""

    invoice_ids: tuple[str, ...]
    company_ids: tuple[str, ...]
    dates: np.ndarray
    is_draft: np.ndarray
    faults: np.ndarray
    totals: np.ndarray
    usual_totals: np.ndarray
    total_z: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.invoice_ids)

    def where(self, kept: np.ndarray) -> Deviations:
        """Return the invoices that are kept."""
        return Deviations(
            invoice_ids=tuple(compress(self.invoice_ids, kept)),
            company_ids=tuple(compress(self.company_ids, kept)),
            dates=self.dates[kept],
            is_draft=self.is_draft[kept],
            faults=self.faults[kept],
            totals=self.totals[kept],
            usual_totals=self.usual_totals[kept],
            total_z=self.total_z[kept],
            values=self.values[kept],
        )


def remember_history(con: duckdb.DuckDBPyConnection) -> None:
    """Work out what was usual after each invoice of table `lines`."""
    facts = _FACTS.format(lines="lines", fault="''")
    con.execute(_PAST.format(facts_of_lines=facts))
    con.execute(
        _PAST_PRODUCTS.format(products_of_lines=_PRODUCTS.format(lines="lines"))
    )


def deviations(con: duckdb.DuckDBPyConnection, lines: str) -> Deviations:
    """Compare each invoice of table `lines` with those dated before it."""
    fault = "any_value(fault)" if lines == "faulty_lines" else "''"
    query = _DEVIATIONS.format(
        products_of_targets=_PRODUCTS.format(lines=lines),
        facts_of_targets=_FACTS.format(lines=lines, fault=fault),
        minimum_history=MINIMUM_HISTORY,
    )
    columns = con.execute(query).fetchnumpy()
    return Deviations(
        invoice_ids=tuple(str(value) for value in columns["invoice_id"]),
        company_ids=tuple(str(value) for value in columns["company_id"]),
        dates=columns["invoice_date"].astype("datetime64[D]"),
        is_draft=np.asarray(columns["is_draft"], dtype=bool),
        faults=np.asarray(columns["fault"], dtype=str),
        totals=_numbers(columns["total"]),
        usual_totals=_numbers(columns["usual_total"]),
        total_z=_numbers(columns["total_z"]),
        values=np.column_stack([_numbers(columns[name]) for name in FEATURES]),
    )


def _numbers(column: Any) -> np.ndarray:
    return np.ma.filled(np.ma.asarray(column, dtype=float), 0.0)
