"""An item that sleeps at quantity zero is charged from the day it is woken."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of


def woken(world: World) -> None:
    world.company("woken")
    world.subscribe(
        "woken",
        started_on="2025-12-01",
        anchor_on="2025-12-01",
        interval="month",
        interval_count=2,
        quantity="2",
    )
    world.change("woken", "2026-01-20T12:00:00Z", quantity="0")
    world.change("woken", "2026-02-06T12:00:00Z", quantity="2")


@pytest.mark.xfail(strict=True, reason="nothing is billed; charges_are_billed_or_held")
def test_an_item_woken_inside_a_period_is_charged_for_the_rest_of_it(
    told: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    lines = lines_of(told([woken]), "woken")

    assert "02-06/04-01" in [period for _, _, period, _ in lines]
