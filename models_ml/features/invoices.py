"""Measures how far an invoice is from what its company was billed before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import Any

import duckdb
import numpy as np

from models_ml.features.history import FACTS, PRODUCTS

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

_DEVIATIONS = """
with
    products as (
        select
            now.invoice_no,
            coalesce(
                sum(abs(now.amount)) filter (before.product_no is null)
                / greatest(sum(abs(now.amount)), 1),
                0
            ) as new_share,
            max(
                abs(ln((1 + abs(now.amount)) / (1 + abs(before.usual_amount))))
            ) filter (before.times_billed >= 2) as product_jump,
            max(
                abs(ln(
                    (0.01 + abs(now.unit_price)) / (0.01 + abs(before.usual_unit_price))
                ))
            ) as price_jump
        from (
            select *
            from ({products})
            inner join invoices using (invoice_no)
        ) as now
        asof left join past_products as before
            on now.series_no = before.series_no
            and now.product_no = before.product_no
            and now.invoice_date > before.invoice_date
        group by now.invoice_no
    )
select
    now.invoice_id,
    now.company_id,
    now.invoice_date,
    now.is_draft,
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
from (select * from ({facts}) inner join invoices using (invoice_no)) as now
asof join past_invoices as before
    on now.series_no = before.series_no
    and now.invoice_date > before.invoice_date
inner join products on now.invoice_no = products.invoice_no
where before.times_billed >= {minimum_history}
order by now.invoice_no
"""


@dataclass(frozen=True)
class Deviations:
    """Invoices with enough history, each with its distance from it per feature."""

    invoice_ids: tuple[str, ...]
    company_ids: tuple[str, ...]
    dates: np.ndarray
    is_draft: np.ndarray
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
            total_z=self.total_z[kept],
            values=self.values[kept],
        )


def deviations(con: duckdb.DuckDBPyConnection, lines: str) -> Deviations:
    """Compare each invoice of table `lines` with those dated before it."""
    query = _DEVIATIONS.format(
        products=PRODUCTS.format(lines=lines),
        facts=FACTS.format(lines=lines),
        minimum_history=MINIMUM_HISTORY,
    )
    columns = con.execute(query).fetchnumpy()
    return Deviations(
        invoice_ids=tuple(str(value) for value in columns["invoice_id"]),
        company_ids=tuple(str(value) for value in columns["company_id"]),
        dates=columns["invoice_date"].astype("datetime64[D]"),
        is_draft=np.asarray(columns["is_draft"], dtype=bool),
        total_z=_numbers(columns["total_z"]),
        values=np.column_stack([_numbers(columns[name]) for name in FEATURES]),
    )


def _numbers(column: Any) -> np.ndarray:
    return np.ma.filled(np.ma.asarray(column, dtype=float), 0.0)
