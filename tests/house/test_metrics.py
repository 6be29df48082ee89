"""Every metric says where it was decided, and the page has that entry."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.support.repository import ROOT

PAGE = "docs/metrics.md"
MODELS = ROOT / "dbt_project/models"
LINK = re.compile(rf"{re.escape(PAGE)}#([a-z0-9_-]+)")
METRIC = re.compile(
    r"(_rate|_ratio|_score|outstanding_days|late_days_average)$"
    r"|^(arpa|arr|ltv|margin|reported_fx)_minor$"
)
# what a currency costs and what a law says is quoted, not decided here
QUOTED = re.compile(r"^(fx|issued|current|tax|exchange)_rate$")
AREAS = ("books", "growth")


def test_every_metric_points_to_its_entry() -> None:
    missing = [
        (model["name"], columns)
        for area in AREAS
        for model in described(MODELS / "marts" / area)
        if (columns := metric_columns(model)) and not LINK.search(model["description"])
    ]

    assert not missing, f"say in the description: See {PAGE}#<heading>. {missing}"


def test_every_entry_that_is_pointed_to_exists() -> None:
    known = anchors((ROOT / PAGE).read_text("utf-8"))
    dead = {
        f"{path.relative_to(ROOT)}: #{anchor}"
        for path in sorted(MODELS.rglob("*.yml"))
        for anchor in LINK.findall(unfolded(path))
        if anchor not in known
    }

    assert not dead


def test_the_page_of_decisions_leads_to_the_entries() -> None:
    assert f"({PAGE})" in (ROOT / "DECISIONS.md").read_text("utf-8")


def test_every_entry_of_recurring_revenue_says_why_or_what_others_do() -> None:
    page = (ROOT / PAGE).read_text("utf-8")
    section = page.partition("## Recurring revenue")[2].partition("\n## ")[0]
    entries = section.split("\n### ")[1:]

    assert [
        entry.partition("\n")[0]
        for entry in entries
        if METRIC.search("".join(re.findall(r"`\w+\.(\w+)`", entry)[:1]))
        and "*Others*" not in entry
        and "*Why" not in entry
    ] == []


def described(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*.yml")):
        yield from (yaml.safe_load(path.read_text("utf-8")) or {}).get("models") or []


def metric_columns(model: Mapping[str, Any]) -> list[str]:
    names = [column["name"] for column in model.get("columns") or []]
    return [name for name in names if METRIC.search(name) and not QUOTED.match(name)]


def unfolded(path: Path) -> str:
    """Return the file with its lines joined, for a link may stand at a line's end."""
    return " ".join(path.read_text("utf-8").split())


def anchors(page: str) -> set[str]:
    """Return the headings as GitHub links to them."""
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    }
