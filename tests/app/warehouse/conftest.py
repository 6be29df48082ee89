"""What tests of the warehouse share."""

from tests.app.warehouse.billed import acme_database, billed_acme, publish_acme

__all__ = ["acme_database", "billed_acme", "publish_acme"]
