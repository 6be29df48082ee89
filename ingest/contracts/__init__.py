"""One typed contract per raw table of the input contract."""

from ingest.contracts.registry import (
    CONTRACTS,
    CONTRACTS_BY_NAME,
    ROW_TABLES,
    contract_named,
)
from ingest.contracts.schema import create_raw_schema

__all__ = [
    "CONTRACTS",
    "CONTRACTS_BY_NAME",
    "ROW_TABLES",
    "contract_named",
    "create_raw_schema",
]
