"""Lets the money that came back win its dispute, whichever file that is in."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ingest.table_file import FileRows

DISPUTES = "disputes"
CLOSED = ("closed_on", "closed_stripe_payout_id", "returned_fee_minor")
NO_DISPUTE = (
    "no open dispute of this id is in the folder: export the days of its opening too"
)
WON_ALREADY = "an earlier reversal won this dispute already"
NOT_WHOLE = "a reversal pays back the whole of the disputed amount, after its opening"


def with_disputes_won(files: Sequence[FileRows]) -> tuple[FileRows, ...]:
    """Close each dispute by its first reversal, and put the others aside.

    Reports may overlap: every copy of a dispute is closed, and a reversal that is told
    twice is one.
    """
    told = [one for one in files if one.reversals is not None]
    if not told:
        return tuple(files)
    opened = pl.concat(
        [_opened(one) for one in files if one.table == DISPUTES and one.accepted.height]
        or [pl.DataFrame(schema=_OPENED)]
    ).unique()
    reversals = _judged(told, opened)
    winning = (
        reversals.filter(pl.col("reason").is_null())
        .sort("closed_on", "place", "row_number")
        .unique("dispute_id", keep="first", maintain_order=True)
        .select("dispute_id", *CLOSED)
    )
    aside = reversals.join(
        winning, on=["dispute_id", *CLOSED], how="anti", nulls_equal=True
    )
    return tuple(
        _settled(one, winning, aside.filter(file=one.file))
        if one.table == DISPUTES
        else one
        for one in files
    )


_OPENED = {
    "dispute_id": pl.String(),
    "opened_on": pl.Date(),
    "disputed_minor": pl.Int64(),
}


def _opened(file: FileRows) -> pl.DataFrame:
    return file.accepted.filter(pl.col("status") == "open").select(
        "dispute_id", "opened_on", pl.col("amount_minor").alias("disputed_minor")
    )


def _judged(told: Sequence[FileRows], opened: pl.DataFrame) -> pl.DataFrame:
    """Say of each reversal what keeps it from winning a dispute, if anything does."""
    reversals = pl.concat(
        one.reversals.with_columns(file=pl.lit(one.file), place=pl.lit(place))
        for place, one in enumerate(told)
        if one.reversals is not None
    )
    is_whole = (pl.col("amount_minor") == pl.col("disputed_minor")) & (
        pl.col("opened_on") <= pl.col("closed_on")
    )
    return reversals.join(
        opened.unique("dispute_id"), on="dispute_id", how="left"
    ).with_columns(
        reason=pl.when(pl.col("disputed_minor").is_null())
        .then(pl.lit(NO_DISPUTE))
        .when(~is_whole)
        .then(pl.lit(NOT_WHOLE)),
    )


def _settled(file: FileRows, winning: pl.DataFrame, aside: pl.DataFrame) -> FileRows:
    """Return a file of disputes with those that were won, and what stays aside."""
    won = file.accepted.join(winning, on="dispute_id", how="left", suffix="_won")
    is_won = (pl.col("status") == "open") & pl.col("closed_on_won").is_not_null()
    accepted = won.with_columns(
        pl.when(is_won).then(pl.lit("won")).otherwise("status").alias("status"),
        *(
            pl.when(is_won).then(f"{name}_won").otherwise(name).alias(name)
            for name in CLOSED
        ),
    ).select(file.accepted.columns)
    is_of_amount = (pl.col("reason") == NOT_WHOLE).fill_null(False)
    refused = aside.select(
        table_name=pl.lit(DISPUTES),
        row_number="row_number",
        column_name=pl.when(is_of_amount)
        .then(pl.lit("amount_minor"))
        .otherwise(pl.lit("dispute_id")),
        value=pl.when(is_of_amount)
        .then(pl.col("amount_minor").cast(pl.String()))
        .otherwise("dispute_id"),
        reason=pl.col("reason").fill_null(WON_ALREADY),
        record="record",
        source=pl.lit(file.source),
        file=pl.lit(file.file),
    )
    return replace(
        file,
        accepted=accepted,
        quarantined=pl.concat([file.quarantined, refused], how="diagonal"),
        reversals=None,
    )
