"""The page that tells a user what a folder may hold, made from the contracts."""

from ingest.contracts import CONTRACTS
from ingest.contracts.columns import Column
from ingest.contracts.table import TableContract, TableKind
from ingest.contracts.wording import holds, when_empty

INTRODUCTION = """\
# What a folder may hold

Made from the contracts in `ingest/contracts/` by `python -m ingest.contract_page`;
a test holds the two together.

Files are CSV (UTF-8, header row), JSON Lines or Parquet, told apart by their ending. A
table is one file (`usage.csv`) or a folder of part files (`usage/2026-03-01.parquet`).
Instants are ISO 8601 with an offset, dates `YYYY-MM-DD`, decimals plain text, booleans
`true` or `false`; empty means null. `*_minor` counts minor units (cents, yen); unit
amounts are decimals in minor units. Ranges are half-open: an end is the first day no
longer covered.

Only the tables marked *must be there* are needed. A column may be left out wherever it
has a default or may be empty. A row that breaks its contract is quarantined with file,
row, column, value and reason, and everybody else is billed.
"""


def render() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([INTRODUCTION, *(_table(contract) for contract in CONTRACTS)])


def _table(contract: TableContract) -> str:
    key = " + ".join(f"`{name}`" for name in contract.key) or "none"
    needed = " *Must be there.*" if contract.is_mandatory else ""
    lines = [
        f"## {contract.name}",
        "",
        f"Key: {key}; {contract.kind.value}.{needed}"
        if contract.kind is TableKind.CATALOGUE or contract.key
        else f"Rows have no key: a file that repeats another adds nothing.{needed}",
        "",
        "| column | holds | when empty |",
        "| --- | --- | --- |",
        *(_column(column) for column in contract.columns),
        "",
        *(f"- `{rule.column}`: {rule.expected}." for rule in contract.rules),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _column(column: Column) -> str:
    return f"| {column.name} | {holds(column)} | {when_empty(column)} |"


if __name__ == "__main__":
    print(render(), end="")
