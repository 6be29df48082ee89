"""Draws examples with Hypothesis, the same ones at every run and whatever is imported.

Hypothesis draws some values from the constants of the modules that happen to be
imported, so that a test left out, or a line of code elsewhere, would give other worlds.
"""

import os
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.internal.conjecture import providers
from hypothesis.strategies import SearchStrategy

Drawn = TypeVar("Drawn")


def drawn(strategy: SearchStrategy[Drawn], number: int) -> list[Drawn]:
    """Draw that many examples. WORLDS_SEED=2 gives others, WORLDS=4 four times more."""
    found: list[Drawn] = []

    @seed(int(os.environ.get("WORLDS_SEED", "1")))
    @settings(
        max_examples=number * int(os.environ.get("WORLDS", "1")),
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(strategy)
    def collect(example: Drawn) -> None:
        found.append(example)

    none = providers.Constants()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(providers, "_get_local_constants", lambda: none)
        collect()
    return found
