"""The Streamlit entry: which pages there are, and who sees which."""

from pathlib import Path

import streamlit as st

from app.components.look import apply_look
from app.components.settings import AppSettings, app_settings
from app.domain.actors import Role

PAGES = Path(__file__).resolve().parents[1] / "pages"
STATIC = Path(__file__).resolve().parent / "static"
SELLER = frozenset({Role.EXECUTIVE, Role.FINANCE, Role.SUPER_ADMIN})

# section, file, title, icon, roles
NAVIGATION = (
    ("Executive", "executive.py", "Executive dashboard", "monitoring", SELLER),
    ("Finance", "invoices.py", "Invoices", "receipt_long", SELLER),
    ("Reference", "dictionary.py", "Data dictionary", "menu_book", SELLER),
)


def main() -> None:
    """Frame the app, show the role's navigation and run the chosen page."""
    settings = app_settings()
    st.set_page_config(
        page_title="Tallyhouse", page_icon=str(STATIC / "icon.png"), layout="wide"
    )
    st.logo(str(STATIC / "logo.png"), size="large", icon_image=str(STATIC / "icon.png"))
    apply_look()
    sections = _sections(settings.actor.role)
    if not sections:
        st.info(f"There is no page for the role {settings.actor.role} yet.")
        return
    chosen = st.navigation(sections)
    _reader(settings)
    chosen.run()


def _sections(role: Role) -> dict[str, list[st.Page]]:
    sections: dict[str, list[st.Page]] = {}
    for section, file, title, icon, roles in NAVIGATION:
        if role in roles:
            page = st.Page(PAGES / file, title=title, icon=f":material/{icon}:")
            sections.setdefault(section, []).append(page)
    return sections


def _reader(settings: AppSettings) -> None:
    with st.sidebar.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{settings.actor.actor_id}**", width="content")
        st.badge(settings.actor.role.replace("_", " "), color="violet")


main()
