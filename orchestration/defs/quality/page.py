"""Renders the results as one page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from orchestration.defs.quality.catalogue import CHECKS, SUITES
from orchestration.defs.quality.results import QualityResult

PAGE_FILE = "index.html"
_STYLE = Path(__file__).with_name("page.css")
_DESCRIPTIONS = {spec.name: spec.description for spec in CHECKS}


def write_page(
    results: Sequence[QualityResult], out: Path, *, has_history: bool
) -> Path:
    """Write the page into folder `out` and return its path."""
    path = out / PAGE_FILE
    path.write_text(render(results, has_history=has_history), "utf-8")
    return path


def render(results: Sequence[QualityResult], *, has_history: bool) -> str:
    """Return the page: the verdict first, then each suite, what failed on top."""
    style = _STYLE.read_text("utf-8")
    suites = "".join(_suite(name, results) for name in SUITES)
    compared = (
        "Compared with the published version."
        if has_history
        else "There is no published version yet, so nothing is compared with history."
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quality of this run</title>
<style>{style}</style>
</head>
<body><main>
<h1>Quality of this run</h1>
<p class="lead">{escape(_verdict(results))} {compared}</p>
{_tiles(results)}
{suites}
</main></body>
</html>
"""


def _verdict(results: Sequence[QualityResult]) -> str:
    blocking = sum(result.is_blocking for result in results)
    if blocking == 1:
        return "One check says that the result would be wrong: unpublished."
    if blocking:
        return f"{blocking} checks say that the result would be wrong: unpublished."
    return "No check found the result wrong."


def _tiles(results: Sequence[QualityResult]) -> str:
    blocking = sum(result.is_blocking for result in results)
    failed = sum(not result.success for result in results)
    unusual = failed - blocking
    tiles = (
        _tile(len(results) - failed, f"of {len(results)} checks hold", "good"),
        _tile(blocking, "block publishing", "bad" if blocking else ""),
        _tile(unusual, "find the data unusual", "odd" if unusual else ""),
    )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _tile(count: int, words: str, tone: str) -> str:
    return f'<div class="tile {tone}"><b>{count}</b><span>{words}</span></div>'


def _suite(name: str, results: Sequence[QualityResult]) -> str:
    own = [result for result in results if result.suite == name]
    own.sort(key=lambda result: (result.success, not result.is_blocking))
    items = "".join(_item(result) for result in own)
    return (
        f"<h2>{escape(name.capitalize())}</h2>"
        f'<p class="note">{escape(SUITES[name])}.</p><ul>{items}</ul>'
    )


def _item(result: QualityResult) -> str:
    tone, badge = _tone(result)
    sentence = escape(result.name.replace("_", " ").capitalize())
    return (
        f'<li class="{tone}"><div class="head"><span class="badge">{badge}</span>'
        f'<span class="name">{sentence}</span>'
        f'<span class="table">{escape(result.table)}</span></div>'
        f'<div class="body">{escape(_DESCRIPTIONS.get(result.name, ""))}<br>'
        f"Seen: <strong>{escape(result.observed)}</strong> · "
        f"expected: {escape(result.expected)}{_examples(result.examples)}</div></li>"
    )


def _tone(result: QualityResult) -> tuple[str, str]:
    if result.success:
        return "holds", "✓ holds"
    if result.is_blocking:
        return "blocks", "✕ blocks"
    return "unusual", "! unusual"


def _examples(rows: Sequence[dict[str, str]]) -> str:
    if not rows:
        return ""
    columns = list(rows[0])
    head = _cells("th", columns)
    body = "".join(
        f"<tr>{_cells('td', [row.get(column, '') for column in columns])}</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
