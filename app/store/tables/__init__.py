"""The tables of the operational store, by area."""

from app.store.tables import access, actions, delivery, invoices
from app.store.tables.base import METADATA

__all__ = ["METADATA", "access", "actions", "delivery", "invoices"]
