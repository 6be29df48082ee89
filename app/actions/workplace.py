"""What an action works with: the store, the published drafts, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.invoice import Draft
from app.domain.refusals import NotFoundError
from app.store.database import Store, open_store, sqlite_url


@dataclass(frozen=True)
class Workplace:
    """The means of every action; clock and readers are handed in, never looked up."""

    store: Store
    read_draft: Callable[[str], Draft | None]
    now: Callable[[], datetime]


def workplace_of(home: Path, *, store_url: str | None = None) -> Workplace:
    """Work in one home: its store, its published warehouse, the real clock."""
    default = sqlite_url(home / "store" / "tallyhouse.sqlite")
    return Workplace(
        store=open_store(store_url or default),
        read_draft=lambda invoice_id: _published_draft(home / "current", invoice_id),
        now=lambda: datetime.now(UTC),
    )


def _published_draft(published: Path, invoice_id: str) -> Draft | None:
    from app.warehouse.drafts import read_draft  # noqa: PLC0415
    from app.warehouse.published import NothingPublishedError  # noqa: PLC0415

    try:
        return read_draft(published, invoice_id)
    except NothingPublishedError as error:
        raise NotFoundError(
            str(error), remedy="Bill first: `tallyhouse run`.", field="home"
        ) from error
