"""Adapters: the contract's tables from the formats that people actually hold."""

from ingest.adapter_contract import Adapter
from ingest.adapters.cloudevents import CloudEvents
from ingest.adapters.focus import Focus
from ingest.adapters.quickbooks_aging import QuickBooksAging
from ingest.adapters.rmm_devices import RmmDevices
from ingest.adapters.stripe_balance import StripeBalance
from ingest.adapters.stripe_objects import StripeObjects
from ingest.adapters.xero_aging import XeroAging

ADAPTERS: tuple[Adapter, ...] = (
    CloudEvents(),
    Focus(),
    StripeObjects(),
    StripeBalance(),
    QuickBooksAging(),
    XeroAging(),
    RmmDevices(),
)
"""Every adapter, in the order in which they are asked whether they know a file."""

__all__ = ["ADAPTERS"]
