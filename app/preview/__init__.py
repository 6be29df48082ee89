"""Runs the published models again, in memory, over changed inputs."""

from app.preview.attaching import attach
from app.preview.change_files import read_change_files, read_change_line
from app.preview.changes import (
    ChangeKind,
    PreviewError,
    RowChange,
    RowCheck,
    Value,
)
from app.preview.compiled_models import (
    CompiledModels,
    Model,
    ModelTest,
    Seed,
    UnreadableModelsError,
)
from app.preview.dbt_target import read_dbt_target
from app.preview.differences import Change, Comparison, Difference
from app.preview.input_contract import ContractColumn, ContractTable, InputContract
from app.preview.issued_since import IssuedDraft
from app.preview.previewing import WhatIf, what_if
from app.preview.runner import copy_inputs, open_memory, run, violations

__all__ = [
    "Change",
    "ChangeKind",
    "Comparison",
    "CompiledModels",
    "ContractColumn",
    "ContractTable",
    "Difference",
    "InputContract",
    "IssuedDraft",
    "Model",
    "ModelTest",
    "PreviewError",
    "RowChange",
    "RowCheck",
    "Seed",
    "UnreadableModelsError",
    "Value",
    "WhatIf",
    "attach",
    "copy_inputs",
    "open_memory",
    "read_change_files",
    "read_change_line",
    "read_dbt_target",
    "run",
    "violations",
    "what_if",
]
