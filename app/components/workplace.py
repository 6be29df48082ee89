"""The workplace of the pages: one store a process, opened at first use."""

from pathlib import Path

import streamlit as st

from app.actions.workplace import Workplace, workplace_of
from app.components.settings import app_settings


def page_workplace() -> Workplace:
    """The workplace of the home that the app shows."""
    settings = app_settings()
    return _opened(str(settings.home), settings.store_url)


@st.cache_resource(max_entries=3, show_spinner="Opening the operational store …")
def _opened(home: str, store_url: str | None) -> Workplace:
    return workplace_of(Path(home), store_url=store_url)
