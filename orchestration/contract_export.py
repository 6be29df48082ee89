"""States the input contract as data, for previews that may not ask ingest."""

import polars as pl

from app.preview import ContractColumn, ContractTable, InputContract
from ingest.contracts import CONTRACTS
from ingest.contracts.columns import Column, ColumnType
from ingest.contracts.table import TableContract
from ingest.validation.known_values import CURRENCY_CODES, TIME_ZONES

KNOWN = {ColumnType.CURRENCY: CURRENCY_CODES, ColumnType.ZONE: TIME_ZONES}


def input_contract() -> InputContract:
    """Return every table's columns, keys, choices, references and defaults."""
    return InputContract(tuple(_table(contract) for contract in CONTRACTS))


def _table(contract: TableContract) -> ContractTable:
    return ContractTable(
        name=contract.name,
        key=contract.key,
        columns=tuple(_column(contract, column) for column in contract.columns),
        ranges=contract.ranges,
    )


def _column(contract: TableContract, column: Column) -> ContractColumn:
    return ContractColumn(
        name=column.name,
        kind=column.type.value,
        sql_type=column.type.sql_type,
        is_required=column.is_required,
        default=column.default,
        default_from=column.default_from,
        defaults_by=_defaults_by(contract, column),
        choices=KNOWN.get(column.type, column.choices),
        references=(column.references_table, column.references_column)
        if column.references_table and column.references_column
        else None,
        minimum=column.minimum,
        maximum=column.maximum,
    )


def _defaults_by(
    contract: TableContract, column: Column
) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Ask the contract's formula what it answers for each word of its column."""
    formula = dict(contract.computed_defaults).get(column.name)
    if formula is None:
        return None
    (name,) = set(formula.meta.root_names())
    words = contract.column(name).choices
    answers = pl.DataFrame({name: words}).select(formula.alias("answer"))["answer"]
    return name, tuple(zip(words, answers, strict=True))
