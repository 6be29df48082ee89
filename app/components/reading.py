"""Cached reading for pages: keyed by the published version and the reader's scope."""

from typing import TypeVar

import streamlit as st

from app.components.settings import app_settings
from app.warehouse.published import (
    NothingPublishedError,
    PublishedVersion,
    current_version,
)
from app.warehouse.reading import MartRow, MartUnavailableError, read_rows
from app.warehouse.scope import ReaderScope

Row = TypeVar("Row", bound=MartRow)

FRESH_SECONDS = 600


def published_or_stop() -> PublishedVersion:
    """The published version, or a page that says in words that there is none."""
    try:
        return current_version(app_settings().home)
    except NothingPublishedError as error:
        st.info(f"No billing run has been published yet. {error}")
        st.stop()


def reader_scope() -> ReaderScope:
    """Whose rows the person at the screen may see."""
    companies = app_settings().actor.companies
    return ReaderScope.everyone() if companies is None else ReaderScope(companies)


def rows_of(version: PublishedVersion, row: type[Row]) -> tuple[Row, ...]:
    """All rows of a mart that this reader may see, or the reason in words."""
    try:
        return _cached_rows(version, reader_scope(), row)
    except MartUnavailableError as error:
        st.warning(str(error))
        return ()


def _hash_version(version: PublishedVersion) -> str:
    return str(version.database)


def _hash_scope(scope: ReaderScope) -> tuple[bool, tuple[str, ...]]:
    return scope.is_everyone, tuple(sorted(scope.companies))


def _hash_row(row: type) -> str:
    return f"{row.__module__}.{row.__qualname__}"


@st.cache_data(
    ttl=FRESH_SECONDS,
    max_entries=200,
    show_spinner="Reading the published warehouse …",
    hash_funcs={
        PublishedVersion: _hash_version,
        ReaderScope: _hash_scope,
        type: _hash_row,
    },
)
def _cached_rows(
    version: PublishedVersion, scope: ReaderScope, row: type[Row]
) -> tuple[Row, ...]:
    return read_rows(version, scope, row)
