"""When the books are closed without anybody asking; the tick's date is the as_of."""

import dagster as dg

from orchestration.defs.operations.jobs import CLOSE

BOOKS = "books"


def run_for(day: str, *, reason: str) -> dg.RunRequest:
    """Ask for one close of the books as of a day."""
    return dg.RunRequest(
        run_key=f"{reason}:{day}",
        run_config={"resources": {BOOKS: {"config": {"as_of": day}}}},
        tags={"tallyhouse/as_of": day, "tallyhouse/reason": reason},
    )


def _on_tick(context: dg.ScheduleEvaluationContext, reason: str) -> dg.RunRequest:
    return run_for(context.scheduled_execution_time.date().isoformat(), reason=reason)


@dg.schedule(
    job_name=CLOSE,
    cron_schedule="30 23 * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Each night at 23:30: the day that ends is closed and published.",
)
def nightly_close(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Close the day that ends."""
    return _on_tick(context, "nightly")


@dg.schedule(
    job_name=CLOSE,
    cron_schedule="0 6 1 * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="The first of each month at 06:00: the new month's invoices.",
)
def monthly_invoicing(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Draft what the first of the month makes due."""
    return _on_tick(context, "monthly")
