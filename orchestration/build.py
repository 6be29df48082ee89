"""The one way to build all definitions: for the UI, for schedules, for the CLI."""

import dagster as dg

from orchestration.defs.actions.assets import deliver_outbox, delivered_effects
from orchestration.defs.actions.schedules import five_minutely_delivery
from orchestration.defs.ingestion.assets import landed_files, usage, usage_rollups
from orchestration.defs.ingestion.sensors import on_landed_file
from orchestration.defs.learning.assets import invoice_anomalies, mrr_forecast
from orchestration.defs.operations.jobs import close_books
from orchestration.defs.operations.resources import books_resource
from orchestration.defs.operations.schedules import monthly_invoicing, nightly_close
from orchestration.defs.warehouse.assets import (
    LEARNING,
    USAGE_ROLLUPS,
    dbt_models,
    published_marts,
)
from orchestration.defs.warehouse.checks import quality_report
from orchestration.defs.warehouse.project import dbt_resource
from orchestration.home import Home
from orchestration.parsed_models import manifest_of


def build_definitions(home: Home) -> dg.Definitions:
    """Return every asset, check, job, schedule and sensor over one home."""
    models = dbt_models(manifest_of(home))
    return dg.Definitions(
        assets=[
            landed_files,
            usage,
            usage_rollups,
            models,
            invoice_anomalies,
            mrr_forecast,
            quality_report(models, after=(*LEARNING, USAGE_ROLLUPS)),
            published_marts(models),
            delivered_effects,
        ],
        jobs=[close_books, deliver_outbox],
        schedules=[nightly_close, monthly_invoicing, five_minutely_delivery],
        sensors=[on_landed_file(home)],
        resources={
            "books": books_resource(home),
            "dbt": dbt_resource(),
            "library": home,
        },
    )
