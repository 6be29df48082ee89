"""What the store of a home says was issued: from which runs, from which drafts."""

from collections.abc import Mapping, Sequence

from app.preview import IssuedDraft
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


def issued_of_drafts(home: Home, drafts: Sequence[str]) -> tuple[IssuedDraft, ...]:
    """Name the invoices that these drafts stand as, in the order of issue."""
    url = store_url(home)
    if url is None:
        return ()
    from app.store.database import open_store  # noqa: PLC0415
    from app.store.invoices import standing_of_drafts  # noqa: PLC0415

    store = open_store(url)
    try:
        with store.reading() as connection:
            found = standing_of_drafts(connection, drafts)
    finally:
        store.close()
    return tuple(IssuedDraft(*row) for row in found)
