"""What an item costs in all is the same whenever its terms are told.

`make search` looks on, in other and larger worlds.
"""

import json
from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.support.shared import once
from tests.support.terms_billed import (
    Lines,
    World,
    bill_as_told,
    different,
    draw_world,
    explained,
    must_cost,
)
from tests.support.terms_worlds import KINDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world() -> World:
    """Sixty companies of each kind, whose drafts are issued on six days."""
    return draw_world(seed=1, number=60, runs=6)


@pytest.fixture(scope="module")
def lines(
    tmp_path_factory: pytest.TempPathFactory,
    billing_models: CompiledModels,
    world: World,
) -> Lines:
    """The lines that each item has in the end, computed once for all workers."""

    def compute(folder: Path) -> None:
        found = bill_as_told(folder, billing_models, world)
        (folder / "lines.json").write_text(json.dumps(found), "utf-8")

    folder = once(tmp_path_factory, "terms_told_late", compute)
    return json.loads((folder / "lines.json").read_text("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_items_are_of_some_account(world: World, kind: str) -> None:
    items = world.items(kind)

    assert sum(must_cost(item) != 0 for item in items) >= 60
    assert sum(len(item.changes) > 1 for item in items) >= 50


@pytest.mark.rule("2.3", "2.4", "2.5", "3.3", "4.1", "4.2", "4.4", "4.5", "5.5")
@pytest.mark.parametrize("kind", KINDS)
def test_an_item_costs_the_same_whenever_its_terms_are_told(
    world: World, lines: Lines, kind: str
) -> None:
    found = different(world.items(kind), lines)

    if found:
        told = "\n".join(explained(item, world, lines) for item in found[:2])
        pytest.fail(
            f"{len(found)} of {len(world.items(kind))} items cost something else:\n"
            f"{told}",
            pytrace=False,
        )
