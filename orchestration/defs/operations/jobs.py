"""The job that makes one version of the books."""

import dagster as dg

from orchestration.defs.ingestion.partitions import USAGE_KEY

CLOSE = "close_books"

close_books = dg.define_asset_job(
    CLOSE,
    selection=dg.AssetSelection.all()
    - dg.AssetSelection.assets(USAGE_KEY)
    - dg.AssetSelection.groups("actions"),
    executor_def=dg.in_process_executor,
    description="Land, compute, predict, check and publish: one version.",
)
