"""Runs the published models again, in memory, over changed inputs."""

from app.preview.compiled_models import CompiledModels, Model, ModelTest, Seed
from app.preview.runner import copy_inputs, open_memory, run, violations

__all__ = [
    "CompiledModels",
    "Model",
    "ModelTest",
    "Seed",
    "copy_inputs",
    "open_memory",
    "run",
    "violations",
]
