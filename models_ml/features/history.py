"""Works out what was usual for a company after each of its invoices."""

from __future__ import annotations

import duckdb
import polars as pl

FACTS = """
select
    invoice_no,
    sum(amount + discount + tax) as total,
    sign(sum(amount + discount + tax))
        * ln(1 + abs(sum(amount + discount + tax))) as log_total,
    count(*) as line_count,
    max(abs(amount)) / greatest(sum(abs(amount)), 1) as biggest_share,
    sum(discount) / greatest(sum(abs(amount)), 1) as discount_share,
    sum(tax) / greatest(sum(abs(amount)), 1) as tax_share,
    sum(least(amount, 0)) / greatest(sum(abs(amount)), 1) as credit_share
from {lines}
group by invoice_no
"""
PRODUCTS = """
select
    invoice_no,
    product_no,
    sum(amount) as amount,
    sum(amount) / nullif(sum(quantity), 0) as unit_price
from {lines}
group by invoice_no, product_no
"""
_BILLED_INVOICES = f"""
select
    series_no,
    invoice_date,
    facts.* exclude (invoice_no),
    mad(total) over (
        partition by series_no order by invoice_date
        range between unbounded preceding and current row
    ) as usual_total_spread
from ({FACTS.format(lines="lines")}) as facts
inner join invoices using (invoice_no)
order by series_no, invoice_date
"""
_BILLED_PRODUCTS = f"""
select series_no, product_no, invoice_date, amount, unit_price
from ({PRODUCTS.format(lines="lines")})
inner join invoices using (invoice_no)
order by series_no, product_no, invoice_date
"""


def remember_history(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `past_invoices` and `past_products` from table `lines`, a row per date."""
    _remember(con, "past_invoices", _BILLED_INVOICES, ["series_no"])
    _remember(con, "past_products", _BILLED_PRODUCTS, ["series_no", "product_no"])


def _remember(
    con: duckdb.DuckDBPyConnection, table: str, billed: str, group: list[str]
) -> None:
    con.register("remembered", medians_so_far(con.execute(billed).pl(), group))
    con.execute(f"create or replace temp table {table} as select * from remembered")
    con.unregister("remembered")


def medians_so_far(billed: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """Return per group and date the median up to it of every number, as `usual_…`.

    The rows come sorted by group and date; what is called usual already is kept. It is
    the median that DuckDB finds in a window, to the last bit and in an eighth of the
    time.
    """
    day = [*group, "invoice_date"]
    run = pl.struct(group).rle_id()
    numbers = pl.exclude(*day, "^usual_.*$")
    so_far = numbers.rolling_quantile(
        0.5, "midpoint", max(1, billed.height), min_samples=1
    )
    return billed.select(
        *day,
        pl.col("^usual_.*$"),
        pl.int_range(1, pl.len() + 1).over(run).alias("times_billed"),
        so_far.over(run).name.prefix("usual_"),
    ).filter(pl.struct(day).rle_id().diff().shift(-1).ne_missing(0))
