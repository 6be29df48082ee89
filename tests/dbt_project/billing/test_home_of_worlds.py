"""The home that tests bill worlds in keeps what it issued, or says that it does not."""

from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.conftest import World
from tests.support.generated_worlds_billed import Home
from tests.support.world import SELLER, rows

pytestmark = pytest.mark.slow

AS_OF = date(2026, 3, 31)


@pytest.fixture
def free() -> World:
    """A seat that costs nothing."""
    world = World()
    world.add("entities", **SELLER)
    world.product("gift")
    world.price("gift", unit_amount="0", interval="month")
    world.subscribe("free", "gift")
    return world


def test_a_line_at_no_price_is_kept_as_issued(
    tmp_path: Path, billing_models: CompiledModels, free: World
) -> None:
    home = Home(tmp_path, billing_models)
    home.issue(home.bill(free.tables, AS_OF))

    con = home.bill(free.tables, AS_OF)

    found = rows(con, "select source, unit_amount from marts.invoice_lines")
    assert found == [("issued", 0)]


def test_an_issued_line_that_is_not_accepted_is_noticed(
    tmp_path: Path, billing_models: CompiledModels, free: World
) -> None:
    home = Home(tmp_path, billing_models)
    home.issue(home.bill(free.tables, AS_OF))
    line = home.issued["issued_invoice_lines"][0]
    home.issued["issued_invoice_lines"] = [{**line, "unit_amount": "0E-10"}]

    with pytest.raises(AssertionError, match=r"unit_amount.*0E-10"):
        home.bill(free.tables, AS_OF)
