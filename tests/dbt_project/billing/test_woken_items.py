"""An item that sleeps at quantity zero is charged from the day it is woken."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.dbt_project.billing.conftest import World, lines_of

pytestmark = pytest.mark.slow

CHECK = "charges_are_billed_or_held"


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


@pytest.mark.rule("4.3", "1.6")
def test_an_item_woken_inside_a_period_waits_for_the_next_regular_invoice(
    told: Callable[..., duckdb.DuckDBPyConnection], compiled_models: CompiledModels
) -> None:
    con = told([woken], whole=True)

    check = [one for one in compiled_models.tests if one.name == CHECK]
    assert len(check) == 1
    assert violations(con, check) == {}
    assert "02-06/04-01" not in [period for _, _, period, _ in lines_of(con, "woken")]


@pytest.mark.rule("4.3")
def test_an_item_woken_inside_a_period_is_charged_for_the_rest_of_it(
    told: Callable[..., duckdb.DuckDBPyConnection],
) -> None:
    con = told([woken], as_of=date(2026, 4, 1))

    assert "02-06/04-01" in [period for _, _, period, _ in lines_of(con, "woken")]
