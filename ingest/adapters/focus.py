"""FOCUS 1.x cost and usage exports become usage, in millionths of the currency.

A provider bills down to 1e-11 of a dollar. A quantity keeps six places, so the
billed cost is written in millionths: 0.0000008 USD is 0.8 of meter
`cloud_usage_usd_micro`, and a price of 0.0001 minor units passes it on at cost.
"""

from pathlib import Path

import duckdb
import polars as pl

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.exact_json import head
from ingest.errors import UnreadableInputError
from ingest.reading.files import read_file
from ingest.reading.text_frame import TextFrame

_REQUIRED = ("BilledCost", "BillingCurrency", "ChargeCategory", "ChargePeriodStart")
_COMPANY = ("SubAccountId", "BillingAccountId")
_PROPERTIES = (
    "ProviderName",
    "ServiceName",
    "SkuId",
    "ResourceId",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ChargeDescription",
)
_MAPPED_SQL = r"""
with
    given as (
        select
            _row,
            {company} as company_id,
            {billed_cost} as billed_cost,
            {currency} as currency,
            {category} as category,
            {started} as started,
            {properties} as properties,
            sha256({content}) as content,
        from records
    ),
    measured as (
        select
            *,
            try_cast(billed_cost as decimal(29, 18)) as cost,
            regexp_extract(billed_cost, '^-?[0-9]*\.?([0-9]*)', 1) as places,
            coalesce(
                try_cast(
                    regexp_extract(billed_cost, '[eE]([+-]?[0-9]+)$', 1) as integer
                ),
                0
            ) as exponent,
            row_number() over (partition by content order by _row) as occurrence,
        from given
    ),
    judged as (
        select
            *,
            case
                when company_id is null
                then 'no SubAccountId names the company'
                when currency is null
                then 'no BillingCurrency names the currency'
                when category is null
                then 'no ChargeCategory says what kind of charge it is'
                when billed_cost is null
                then 'no BilledCost says what it cost'
                when cost is null or length(places) - exponent > 18
                then 'BilledCost is not a decimal number of at most 18 places'
            end as reason,
        from measured
    )
select
    _row,
    left(content, 32) || '-' || occurrence as event_id,
    'focus' as source,
    company_id,
    lower(
        'cloud_' || replace(category, ' ', '_') || '_' || currency || '_micro'
    ) as meter,
    regexp_replace(replace(started, ' ', 'T'), '(Z|[+-]\d\d:?\d\d)$', '')
        || coalesce(
            nullif(regexp_extract(started, '(Z|[+-]\d\d:?\d\d)$', 1), ''), 'Z'
        ) as occurred_at,
    rtrim(
        rtrim(cast(cost * cast(1000000 as decimal(7, 0)) as varchar), '0'), '.'
    ) as quantity,
    properties,
    billed_cost,
    reason,
from judged
order by _row
"""


class Focus:
    """The sub-account is the company, category and currency are the meter."""

    name = "focus"
    is_usage = True

    def recognises(self, path: Path) -> bool:
        """Say whether the header names the columns that FOCUS makes mandatory."""
        if path.suffix.lower() != ".csv":
            return False
        header = head(path).split("\n", 1)[0]
        return all(name in header for name in _REQUIRED)

    def read(self, path: Path) -> AdapterOutput:
        """Map each charge to one usage row."""
        text = read_file(path, path.name)
        _check(text, path)
        with duckdb.connect() as con:
            con.register("records", text.rows.collect())
            mapped = con.execute(_MAPPED_SQL.format(**_expressions(text))).pl()
        kept = mapped.filter(pl.col("reason").is_null())
        refused = mapped.filter(pl.col("reason").is_not_null())
        shapeless = text.shapeless.with_columns(table_name=pl.lit("usage"))
        return AdapterOutput(
            tables={"usage": kept.drop("reason", "billed_cost").lazy()},
            quarantined=pl.concat([_quarantine(refused), shapeless]),
            records=mapped.height + shapeless.height,
        )


def _check(text: TextFrame, path: Path) -> None:
    missing = [name for name in _REQUIRED if name not in text.columns]
    if missing:
        raise UnreadableInputError(
            path.name,
            "a FOCUS export has this column",
            "Export it with all mandatory columns of FOCUS 1.x",
            column=missing[0],
        )


def _expressions(text: TextFrame) -> dict[str, str]:
    company = [_value(name) for name in _COMPANY if name in text.columns]
    properties = [
        f"'{name}': {_value(name)}" for name in _PROPERTIES if name in text.columns
    ]
    content = ", ".join(
        f"coalesce(\"{name}\", '')" for name in text.columns if name != "_row"
    )
    return {
        "company": f"coalesce({', '.join([*company, 'null'])})",
        "billed_cost": _value("BilledCost"),
        "currency": _value("BillingCurrency"),
        "category": _value("ChargeCategory"),
        "started": _value("ChargePeriodStart"),
        "properties": f"cast(to_json({{{', '.join(properties)}}}) as varchar)"
        if properties
        else "null",
        "content": f"concat_ws(chr(31), {content})",
    }


def _value(column: str) -> str:
    """The column's text; FOCUS exports write a missing one as NULL."""
    return f"nullif(nullif(trim(\"{column}\"), ''), 'NULL')"


def _quarantine(refused: pl.DataFrame) -> pl.DataFrame:
    return refused.select(
        table_name=pl.lit("usage"),
        row_number=pl.col("_row").cast(pl.Int64),
        column_name=pl.when(pl.col("company_id").is_null())
        .then(pl.lit("company_id"))
        .otherwise(pl.lit("quantity")),
        value="billed_cost",
        reason="reason",
        record="properties",
    )
