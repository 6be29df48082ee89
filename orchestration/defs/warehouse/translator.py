"""How dbt's nodes appear in Dagster: keys, groups, owners and kinds."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

OWNERS = ["team:finance-data"]


class HouseTranslator(DagsterDbtTranslator):
    """Names models after their schema and ties sources to the raw assets."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return `schema/name`; the learning tables as they were before the models.

        They are created empty and filled after dbt, so a view over them depends on
        their existence, not on the predictions: the loop is closed by data only.
        """
        schema = dbt_resource_props["schema"]
        if dbt_resource_props["resource_type"] == "source" and schema == "learning":
            return dg.AssetKey(["prepared", schema, dbt_resource_props["name"]])
        return dg.AssetKey([schema, dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Group models by their layer."""
        return str(dbt_resource_props["schema"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Finance data owns what it computes."""
        return OWNERS if dbt_resource_props["resource_type"] != "source" else []
