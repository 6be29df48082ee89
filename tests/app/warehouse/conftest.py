"""What tests of the warehouse share."""

from tests.app.warehouse.billed import billed_acme, publish_acme

__all__ = ["billed_acme", "publish_acme"]
