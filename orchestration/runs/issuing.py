"""Which runs a home's invoices were issued from: their versions say why."""

import os
from collections.abc import Mapping

from orchestration.home import Home


def issued_by_run(home: Home) -> Mapping[str, tuple[str, ...]]:
    """Name the invoices issued from each run; a home without a store issued none."""
    url = os.environ.get("TALLYHOUSE_STORE_URL")
    if url is None and not home.store.exists():
        return {}
    from app.store.database import open_store, sqlite_url  # noqa: PLC0415
    from app.store.invoices import invoices_by_run  # noqa: PLC0415

    store = open_store(url or sqlite_url(home.store))
    try:
        with store.reading() as connection:
            return invoices_by_run(connection)
    finally:
        store.close()
