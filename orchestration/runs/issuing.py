"""Which runs a home's invoices were issued from: their versions say why."""

from collections.abc import Mapping

from orchestration.home import Home
from orchestration.store_address import store_url


def issued_by_run(home: Home) -> Mapping[str, tuple[str, ...]]:
    """Name the invoices issued from each run; a home without a store issued none."""
    url = store_url(home)
    if url is None:
        return {}
    from app.store.database import open_store  # noqa: PLC0415
    from app.store.invoices import invoices_by_run  # noqa: PLC0415

    store = open_store(url)
    try:
        with store.reading() as connection:
            return invoices_by_run(connection)
    finally:
        store.close()
