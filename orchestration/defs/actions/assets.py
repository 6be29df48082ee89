"""What has left the house after people acted."""

import dagster as dg

from orchestration.deliveries import deliver_once
from orchestration.home import Home

OWNERS = ["team:finance-data"]
DELIVER = "deliver_outbox"


@dg.asset(
    group_name="actions",
    owners=OWNERS,
    kinds={"stripe"},
    retry_policy=dg.RetryPolicy(
        max_retries=3, delay=30, backoff=dg.Backoff.EXPONENTIAL
    ),
)
def delivered_effects(library: dg.ResourceParam[Home]) -> dg.MaterializeResult:
    """Outbox lines that have reached Stripe; each leaves exactly one effect."""
    report = deliver_once(library)
    return dg.MaterializeResult(
        metadata={
            "delivered": report.done,
            "to_try_again": report.retry,
            "given_up": report.dead,
        }
    )


deliver_outbox = dg.define_asset_job(
    DELIVER,
    selection=dg.AssetSelection.assets(delivered_effects),
    executor_def=dg.in_process_executor,
    description="Send what is due from the outbox; safe beside any other worker.",
)
