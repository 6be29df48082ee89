"""Every raw table's contract, found by its name."""

from ingest.contracts import (
    activity,
    agreements,
    documents,
    money,
    parties,
    pricing,
)
from ingest.contracts.table import TableContract

CONTRACTS: tuple[TableContract, ...] = (
    parties.ENTITIES,
    parties.COMPANIES,
    parties.CONTACTS,
    parties.DEPARTMENTS,
    pricing.PRODUCTS,
    agreements.CONTRACTS,
    pricing.PRICES,
    pricing.PRICE_BRACKETS,
    pricing.PRICE_OVERRIDES,
    agreements.SUBSCRIPTIONS,
    agreements.SUBSCRIPTION_ITEMS,
    agreements.SUBSCRIPTION_CHANGES,
    agreements.DISCOUNTS,
    pricing.TAX_RATES,
    pricing.FX_RATES,
    parties.TECHNICIANS,
    money.ACCOUNTS,
    activity.USAGE,
    activity.RMM_DEVICE_COUNTS,
    activity.TIME_ENTRIES,
    activity.ONE_OFF_CHARGES,
    documents.ISSUED_INVOICES,
    documents.ISSUED_INVOICE_LINES,
    documents.CREDIT_NOTES,
    money.PAYMENTS,
    money.APPLICATIONS,
    money.REFUNDS,
    money.PAYOUTS,
    money.DISPUTES,
    documents.WRITE_OFFS,
    money.WALLET_ENTRIES,
    money.REIMBURSEMENTS,
    documents.AR_AGING,
)
"""In an order in which a table comes after those it refers to."""

ROW_TABLES = tuple(contract for contract in CONTRACTS if contract.name != "usage")
"""The contracts that have a row table; usage lies in the lake."""

CONTRACTS_BY_NAME = {contract.name: contract for contract in CONTRACTS}


def contract_named(name: str) -> TableContract | None:
    """Return the contract of that table, if there is one."""
    return CONTRACTS_BY_NAME.get(name)
