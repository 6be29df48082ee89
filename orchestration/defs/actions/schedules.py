"""Deliveries for a deployment without the worker that `tallyhouse up` starts."""

import dagster as dg

from orchestration.defs.actions.assets import DELIVER

five_minutely_delivery = dg.ScheduleDefinition(
    name="five_minutely_delivery",
    job_name=DELIVER,
    cron_schedule="*/5 * * * *",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every five minutes: what is due in the outbox leaves the house.",
)
