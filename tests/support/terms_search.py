"""`make search`: looks for items that cost otherwise when they are told of late.

It bills companies of other seeds and in greater numbers than the tests do, and tells of
the first items found. `--only` bills one of those companies again, by itself.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.support.compiled_models import compile_models
from tests.support.repository import ROOT
from tests.support.terms_billed import (
    World,
    bill_as_told,
    different,
    draw_world,
    explained,
)
from tests.support.terms_worlds import KINDS, Kind

CACHE = ROOT / ".pytest_cache/d/compiled_models"


def main() -> None:
    """Search as asked, print what differs, and fail if something does."""
    asked = _arguments()
    world = draw_world(
        asked.seed, asked.companies, runs=asked.runs, kinds=_kinds(asked)
    )
    if asked.only:
        world = _with_only(world, asked.only)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tallyhouse-search-") as folder:
        lines = bill_as_told(Path(folder), compile_models(CACHE), world)
    found = 0
    for kind in world.companies:
        items = world.items(kind)
        others = different(items, lines)
        found += len(others)
        for item in others[: asked.shown]:
            print(explained(item, world, lines))
        print(f"{kind}: items {len(items)}, different {len(others)}")
    sys.exit(found > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make search")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--companies", type=int, default=60, help="so many a kind")
    parser.add_argument("--runs", type=int, default=6, help="days of issuing")
    parser.add_argument("--late", type=int, help="days at most; 0: told on time")
    parser.add_argument("--kinds", default=" ".join(KINDS), help=" ".join(KINDS))
    parser.add_argument("--only", help="a company, such as in_advance17")
    parser.add_argument("--shown", type=int, default=3, help="so many items a kind")
    return parser.parse_args()


def _kinds(asked: argparse.Namespace) -> Mapping[str, Kind]:
    chosen = {name: KINDS[name] for name in asked.kinds.split()}
    if asked.late is None:
        return chosen
    late = asked.late or None
    return {name: replace(kind, late_days=late) for name, kind in chosen.items()}


def _with_only(world: World, name: str) -> World:
    only = {
        kind: [company for company in companies if company.name == name]
        for kind, companies in world.companies.items()
    }
    if not any(only.values()):
        sys.exit(f"no company {name}: repeat the SEED, COMPANIES and KINDS it was of")
    return replace(world, companies={kind: some for kind, some in only.items() if some})


if __name__ == "__main__":
    main()
