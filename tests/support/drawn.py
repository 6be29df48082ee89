"""Draws customers with Hypothesis, the same ones at every run and whatever is imported.

Hypothesis draws some values from the constants of the modules that happen to be
imported, so that a test left out, or a line of code elsewhere, would give other worlds.
"""

import os
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.strategies import SearchStrategy

from tests.support.generated_worlds import Customer
from tests.support.world import Row

Tables = Mapping[str, tuple[Row, ...]]


def drawn(worlds: SearchStrategy[Tables], number: int) -> list[Customer]:
    """Draw that many customers.

    WORLDS_SEED=2 gives others, WORLDS=4 gives four times as many.
    """
    found: list[Customer] = []

    @seed(int(os.environ.get("WORLDS_SEED", "1")))
    @settings(
        max_examples=number * int(os.environ.get("WORLDS", "1")),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(worlds)
    def collect(tables: Tables) -> None:
        found.append(Customer(f"c{len(found)}", tables))

    none = Constants()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(providers, "_get_local_constants", lambda: none)
        collect()
    return found
