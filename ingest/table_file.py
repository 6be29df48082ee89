"""The checked rows of one table in one file."""

from dataclasses import dataclass

import polars as pl

from ingest.contracts.table import TableContract
from ingest.headers import match_header, require_columns
from ingest.reading.text_frame import TextFrame
from ingest.validation.checked_rows import check_rows

FOLDER = "folder"
STORE = "store"


@dataclass(frozen=True)
class FileRows:
    """What a file says of a table: rows accepted, records quarantined."""

    table: str
    source: str
    file: str
    sha256: str
    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    unknown_columns: tuple[str, ...] = ()
    reversals: pl.DataFrame | None = None

    @property
    def records(self) -> int:
        """How many records the file has."""
        return self.accepted.height + self.quarantined.height


def check_file(
    contract: TableContract, text: TextFrame, *, source: str, file: str, sha256: str
) -> FileRows:
    """Hold a file's records against the contract of its table."""
    header = match_header(contract, text.columns)
    if source == FOLDER:
        require_columns(contract, header, text.columns, file)
    checked = check_rows(contract, text.rows, header.given)
    shapeless = text.shapeless.with_columns(table_name=pl.lit(contract.name))
    quarantined = pl.concat([shapeless, checked.quarantined]).sort("row_number")
    return FileRows(
        table=contract.name,
        source=source,
        file=file,
        sha256=sha256,
        accepted=checked.accepted,
        quarantined=quarantined.with_columns(source=pl.lit(source), file=pl.lit(file)),
        unknown_columns=header.unknown,
    )
