"""The executive page in a real browser: it shows the figures and asks nobody else."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.app.warehouse.northlight import rows
from tests.app.warehouse.published_home import publish
from tests.support.repository import ROOT

CHROMIUM = Path("/usr/bin/chromium")
START_SECONDS_MAX = 60

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(),
        reason=f"no browser at {CHROMIUM}: the executive page was not looked at",
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    publish(home, "20260331-first", rows())
    port = _free_port()
    log = (home / "app.log").open("w")
    command = [sys.executable, "-m", "app.run", "--home", home, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield browser.new_page(viewport={"width": 1440, "height": 1200})
        browser.close()


def test_the_page_shows_the_figures_and_asks_nobody_else(
    address: str, page: Page
) -> None:
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))

    page.goto(address)
    page.get_by_text("$412.6K").wait_for(timeout=60_000)
    page.locator(".st-key-executive_aging canvas").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")

    outside = [url for url in asked if not _is_here(url)]
    assert len(asked) > 20
    assert not outside
    assert not broken
    for words in ("Executive dashboard", "Gross margin", "38.4%", "$61.3K", "Alerts"):
        assert page.get_by_text(words, exact=True).first.is_visible()


def test_the_api_answers_at_the_same_address(address: str) -> None:
    with urllib.request.urlopen(f"{address}api/openapi.json", timeout=30) as answer:  # noqa: S310
        assert b"issue_invoice" in answer.read()


@pytest.mark.slow
def test_the_page_fits_a_phone(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(address)
    page.get_by_text("$412.6K").wait_for(timeout=60_000)

    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= 390


@pytest.mark.slow
def test_the_fonts_come_from_the_house(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_text("$412.6K").wait_for(timeout=60_000)

    loaded = page.evaluate(
        "document.fonts.ready.then(all => [...all]"
        ".filter(f => f.status === 'loaded').map(f => f.family))"
    )

    assert any("Inter" in family for family in loaded)


def _is_here(url: str) -> bool:
    parts = urlparse(url)
    return parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1"


def _free_port() -> int:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS_MAX * 5):
        assert process.poll() is None, "the app ended while starting"
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not answer within {START_SECONDS_MAX} seconds")
