"""The rows of the executive screen, one frozen class a mart."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class ExecutiveKpi:
    """One headline figure with its previous value and the change between them."""

    mart: ClassVar[str] = "mart_executive_kpis"
    order: ClassVar[str] = "view_position, kpi_position"

    reporting_view: str
    view_label: str
    currency: str
    kpi: str
    label: str
    unit: str
    month: date
    previous_month: date
    value: Decimal | None
    previous_value: Decimal | None
    change: Decimal | None
    change_unit: str
    is_improvement: bool | None
    note: str | None
    as_of: date


@dataclass(frozen=True)
class ExecutiveKpiMonth:
    """One month of a headline figure, a point of its sparkline."""

    mart: ClassVar[str] = "mart_executive_kpi_history"
    order: ClassVar[str] = "reporting_view, kpi, month"

    reporting_view: str
    kpi: str
    month: date
    value: Decimal | None


@dataclass(frozen=True)
class ExecutiveRevenueMonth:
    """What was billed and drafted in a month, and what is overdue now."""

    mart: ClassVar[str] = "mart_executive_revenue"
    order: ClassVar[str] = "reporting_view, month"

    reporting_view: str
    currency: str
    month: date
    billed: Decimal | None
    drafted: Decimal | None
    overdue: Decimal | None


@dataclass(frozen=True)
class ExecutiveAgingBucket:
    """The open receivables of one age."""

    mart: ClassVar[str] = "mart_executive_aging"
    order: ClassVar[str] = "reporting_view, bucket_position"

    reporting_view: str
    currency: str
    bucket: str
    label: str
    amount: Decimal | None
    share_percent: Decimal | None
    invoice_count: int


@dataclass(frozen=True)
class AtRiskCompany:
    """A company that may stop paying or leave, with every reason to think so."""

    mart: ClassVar[str] = "mart_executive_at_risk_companies"
    order: ClassVar[str] = "risk_position"

    company_id: str
    company_name: str
    currency: str
    tier: str | None
    risk: str
    reasons: str
    overdue: Decimal
    overdue_days_max: int | None
    mrr: Decimal
    mrr_change: Decimal
    usage_change_percent: Decimal | None
    failed_payments: int


@dataclass(frozen=True)
class ExecutiveAlert:
    """Something a person should look at, counted."""

    mart: ClassVar[str] = "mart_executive_alerts"
    order: ClassVar[str] = "alert_position, kind, currency"

    kind: str
    severity: str
    alert: str
    detail: str
    count: int
    amount: Decimal | None
    currency: str | None
