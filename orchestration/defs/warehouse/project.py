"""dbt as a resource: in a process of the house's own, and with no calls outside."""

import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version, parse

from orchestration.parsed_models import DBT, PROJECT


class HouseDbt(DbtCliResource):
    """dbt in a process that dies with its parent and never asks for its version."""

    @cached_property
    def _cli_version(self) -> Version:
        """Read the version from the installed package: dbt's own question calls out."""
        return installed_dbt()

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:  # noqa: ARG002
        """Open no second dbt in this process, for questions nobody here asks it."""
        return None


def dbt_resource() -> HouseDbt:
    """Return dbt, started by this interpreter through the house's own entry."""
    return HouseDbt(
        project_dir=str(PROJECT),
        profiles_dir=str(PROJECT),
        dbt_executable=sys.executable,
        global_config_flags=list(DBT),
    )


def installed_dbt() -> Version:
    """Return the version of dbt that is installed."""
    return parse(version("dbt-core"))
