"""Runs the published models again, in memory, over changed inputs."""

from app.preview.compiled_models import (
    CompiledModels,
    Model,
    ModelTest,
    Seed,
    UnreadableModelsError,
)
from app.preview.dbt_target import read_dbt_target
from app.preview.runner import copy_inputs, open_memory, run, violations

__all__ = [
    "CompiledModels",
    "Model",
    "ModelTest",
    "Seed",
    "UnreadableModelsError",
    "copy_inputs",
    "open_memory",
    "read_dbt_target",
    "run",
    "violations",
]
