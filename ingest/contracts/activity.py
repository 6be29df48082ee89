"""Contracts of what happened that may be charged."""

from ingest.contracts.columns import (
    boolean,
    count,
    day,
    instant,
    minor,
    quantity,
    text,
)
from ingest.contracts.table import TableContract, TableKind

MINUTES_MAX = 1_000_000
"""Nobody works two years at a time; beyond it are seconds or milliseconds."""

USAGE = TableContract(
    name="usage",
    kind=TableKind.DOCUMENT,
    key=("source", "event_id"),
    received="received_at",
    columns=(
        text("event_id", required=True),
        text("source", default=""),
        text("company_id", required=True, references="companies.company_id"),
        text("meter", required=True),
        instant("occurred_at", required=True),
        instant("received_at", default_from="occurred_at"),
        quantity("quantity", required=True),
        text("unique_key"),
        text("corrects_event_id"),
        text("department_id"),
        text("properties"),
    ),
)

RMM_DEVICE_COUNTS = TableContract(
    name="rmm_device_counts",
    kind=TableKind.DOCUMENT,
    key=("event_id",),
    received="received_at",
    columns=(
        text("event_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        text("device_class", required=True),
        count("device_count", required=True),
        instant("observed_at", required=True),
        instant("received_at", default_from="observed_at"),
    ),
)

TIME_ENTRIES = TableContract(
    name="time_entries",
    kind=TableKind.DOCUMENT,
    key=("entry_id",),
    columns=(
        text("entry_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        text("technician_id"),
        text("ticket_id"),
        instant("worked_at", required=True),
        quantity("minutes", required=True, maximum=MINUTES_MAX),
        boolean("billable"),
        text("product_id", references="products.product_id"),
        minor("cost_minor"),
    ),
)

ONE_OFF_CHARGES = TableContract(
    name="one_off_charges",
    kind=TableKind.DOCUMENT,
    key=("charge_id",),
    columns=(
        text("charge_id", required=True),
        text("company_id", required=True, references="companies.company_id"),
        text("product_id", required=True, references="products.product_id"),
        day("charged_on", required=True),
        quantity("quantity", default="1"),
        text("description"),
    ),
)
