"""What page tests stand on: the app, opened on a home."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.app.warehouse.billed import acme_database, publish_acme
from tests.support.repository import ROOT

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

__all__ = ["acme_database", "open_app", "publish_acme"]

Open = Callable[..., "AppTest"]
ENTRY = ROOT / "app" / "run" / "main.py"


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the app on a home in a role, at its first page or the one named."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415  heavy

    def opened(
        home: Path, *, role: str = "finance", page: str | None = None
    ) -> "AppTest":
        monkeypatch.setenv("TALLYHOUSE_HOME", str(home))
        monkeypatch.setenv("TALLYHOUSE_ROLE", role)
        monkeypatch.delenv("TALLYHOUSE_STORE_URL", raising=False)
        app = AppTest.from_file(str(ENTRY), default_timeout=60).run()
        if page:
            app.switch_page(f"../pages/{page}.py").run()
        return app

    return opened
