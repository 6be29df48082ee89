"""Every metric has an entry among the decisions, and its model says where."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.support.repository import ROOT

PAGE = "DECISIONS.md"
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
    known = set(headings((ROOT / PAGE).read_text("utf-8")))
    dead = {
        f"{path.relative_to(ROOT)}: #{anchor}"
        for path in sorted(MODELS.rglob("*.yml"))
        for anchor in LINK.findall(unfolded(path))
        if anchor not in known
    }

    assert not dead


def test_no_two_entries_answer_to_one_link() -> None:
    titles = headings((ROOT / PAGE).read_text("utf-8"))

    assert sorted(titles) == sorted(set(titles))


def test_the_entry_of_each_metric_says_what_others_do() -> None:
    told = entries((ROOT / PAGE).read_text("utf-8"))
    pointed = {
        anchor
        for area in AREAS
        for model in described(MODELS / "marts" / area)
        if metric_columns(model)
        for anchor in LINK.findall(model["description"])
    }

    assert len(pointed) > 5
    assert {one for one in pointed if "*Others" not in told[one]} == set()


def described(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*.yml")):
        yield from (yaml.safe_load(path.read_text("utf-8")) or {}).get("models") or []


def metric_columns(model: Mapping[str, Any]) -> list[str]:
    names = [column["name"] for column in model.get("columns") or []]
    return [name for name in names if METRIC.search(name) and not QUOTED.match(name)]


def unfolded(path: Path) -> str:
    """Return the file with its lines joined, for a link may stand at a line's end."""
    return " ".join(path.read_text("utf-8").split())


def entries(page: str) -> dict[str, str]:
    """Return what stands under each heading, by its link."""
    parts = re.split(r"^#+ ", page, flags=re.MULTILINE)[1:]
    return dict(zip(headings(page), parts, strict=True))


def headings(page: str) -> list[str]:
    """Return the headings as GitHub spells them in a link."""
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return [
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    ]
