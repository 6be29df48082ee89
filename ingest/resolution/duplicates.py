"""Keeps one row of each key: the last of the catalogue, the first of documents."""

from dataclasses import dataclass

import polars as pl

from ingest.contracts.table import TableContract, TableKind
from ingest.resolution.table_rows import CONFLICT_SCHEMA

CONTENT = "__content"
ID = "__id"


@dataclass(frozen=True)
class Deduplicated:
    """The rows kept, the rows that only repeat, and those that contradict."""

    kept: pl.DataFrame
    repeated: pl.DataFrame
    conflicts: pl.DataFrame


def deduplicate(contract: TableContract, rows: pl.DataFrame) -> Deduplicated:
    """Keep one row of each key by the table's own rule."""
    rows = rows.with_row_index(ID)
    if not contract.key:
        return _by_occurrence(contract, rows)
    if contract.kind is TableKind.CATALOGUE:
        ordered = rows.sort("_order", "_row")
        kept = ordered.unique(contract.key, keep="last", maintain_order=True)
        return Deduplicated(kept.drop(ID), _others(ordered, kept), _no_conflicts())
    return _first_of_each(contract, rows)


def _by_occurrence(contract: TableContract, rows: pl.DataFrame) -> Deduplicated:
    """Keep equal rows of one file, but not the same rows of a second file."""
    names = contract.column_names
    counted = rows.sort("_order", "_row").with_columns(
        __nth=pl.int_range(pl.len()).over(*names, "_file")
    )
    kept = counted.unique([*names, "__nth"], keep="first", maintain_order=True)
    return Deduplicated(kept.drop("__nth", ID), _others(counted, kept), _no_conflicts())


def _first_of_each(contract: TableContract, rows: pl.DataFrame) -> Deduplicated:
    order = [contract.received] if contract.received else []
    if rows.n_unique(contract.key) == rows.height:
        ordered = rows.sort(*order, "_order", "_row", nulls_last=True)
        return Deduplicated(ordered.drop(ID), ordered.clear(), _no_conflicts())
    ties = [CONTENT] if contract.received else []
    ordered = rows.with_columns(_content(contract)).sort(
        *order, *ties, "_order", "_row", nulls_last=True
    )
    kept = ordered.unique(contract.key, keep="first", maintain_order=True)
    others = _others(ordered, kept).join(
        kept.select(
            *contract.key,
            CONTENT,
            *(
                pl.col(name)
                for name in contract.column_names
                if name not in contract.key
            ),
            "_file",
            "_row",
        ),
        on=contract.key,
        nulls_equal=True,
        suffix="__kept",
    )
    is_repeat = pl.col(CONTENT) == pl.col(f"{CONTENT}__kept")
    return Deduplicated(
        kept.drop(CONTENT, ID),
        others.filter(is_repeat),
        _conflict_rows(contract, others.filter(~is_repeat)),
    )


def _content(contract: TableContract) -> pl.Expr:
    """Write a row's content as one text; when it was received is not content."""
    return pl.concat_str(
        (
            pl.col(name).cast(pl.String()).fill_null("\x00")
            for name in contract.content_columns
        ),
        separator="\x1f",
    ).alias(CONTENT)


def _others(rows: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    return rows.join(kept, on=ID, how="anti")


def _no_conflicts() -> pl.DataFrame:
    return pl.DataFrame(schema=CONFLICT_SCHEMA)


def _conflict_rows(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each contradicting row which columns differ from the row kept."""
    differing = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}__kept"))).then(
            pl.format(
                "{} is {} here and {} there",
                pl.lit(name),
                _shown(name),
                _shown(f"{name}__kept"),
            )
        )
        for name in contract.content_columns
        if name not in contract.key
    ]
    return rows.select(
        table_name=pl.lit(contract.name),
        key=pl.concat_str(
            (pl.col(name).cast(pl.String()).fill_null("") for name in contract.key),
            separator=":",
        ),
        kept_file=pl.col("_file__kept"),
        kept_row=pl.col("_row__kept"),
        file=pl.col("_file"),
        row_number=pl.col("_row"),
        reason=pl.concat_str(
            pl.lit("the first row of this key is kept: "),
            pl.concat_str(differing, separator=", ", ignore_nulls=True),
        ),
    )


def _shown(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String()).fill_null("empty")
