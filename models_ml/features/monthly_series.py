"""Reads one amount a month: recurring revenue from the marts, or a file's revenue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

_MRR = """
select month, currency, sum(closing_minor)
from tallyhouse.marts.mrr_monthly
cross join (select max(as_of) as as_of from tallyhouse.raw.run_parameters)
where month <= as_of
group by month, currency
order by currency, month
"""
_RETAIL = """
select
    cast(date_trunc('month', InvoiceDate) as date) as month,
    'GBP',
    sum(cast(Quantity * UnitPrice * 100 as bigint))
from read_parquet(?)
where InvoiceDate < timestamp '2011-12-01'
group by month
order by month
"""
_CDNOW = """
select month, 'USD', sum(cents)
from (
    select
        strptime(fields[2], '%Y%m%d') as day,
        cast(date_trunc('month', day) as date) as month,
        cast(cast(fields[4] as decimal(12, 2)) * 100 as bigint) as cents
    from (
        select string_split_regex(trim(line), '\\s+') as fields
        from read_csv(?, header = false, sep = '\\x01', columns = {'line': 'varchar'})
    )
    where fields[1] <> 'customer_id' and len(fields) = 4
)
group by month
order by month
"""


@dataclass(frozen=True)
class MonthlySeries:
    """One currency's amounts in minor units, a value for every month."""

    currency: str
    months: tuple[date, ...]
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.months)


def mrr_series(database: Path) -> list[MonthlySeries]:
    """Read the closing MRR of every month up to as_of, per currency."""
    with duckdb.connect(str(database), read_only=True) as con:
        return _series(con.execute(_MRR).fetchall())


def retail_series(parquet: Path) -> list[MonthlySeries]:
    """Read the revenue of the Online Retail file's twelve whole months."""
    with duckdb.connect() as con:
        return _series(con.execute(_RETAIL, [str(parquet)]).fetchall())


def cdnow_series(text: Path) -> list[MonthlySeries]:
    """Read the monthly sales to the CDNOW cohort."""
    with duckdb.connect() as con:
        return _series(con.execute(_CDNOW, [str(text)]).fetchall())


def next_months(last: date, count: int) -> list[date]:
    """Return the firsts of the months after `last`."""
    numbers = [last.year * 12 + last.month - 1 + step for step in range(1, count + 1)]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _series(rows: list[tuple[date, str, int]]) -> list[MonthlySeries]:
    by_currency: dict[str, dict[date, float]] = {}
    for month, currency, value in rows:
        by_currency.setdefault(currency, {})[month] = float(value)
    last = max((month for month, *_ in rows), default=date.min)
    return [_filled(name, by_currency[name], last) for name in sorted(by_currency)]


def _filled(currency: str, values: dict[date, float], last: date) -> MonthlySeries:
    """Give every month up to the common last one a value; none means nothing."""
    first = min(values)
    distance = (last.year - first.year) * 12 + last.month - first.month
    months = [first, *next_months(first, distance)]
    amounts = np.array([values.get(month, 0.0) for month in months])
    return MonthlySeries(currency, tuple(months), amounts)
