"""A small published business for screen tests: two currencies, a year of months."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from tests.app.warehouse.published_home import Rows

AS_OF = date(2026, 3, 31)
MONTHS = [date(2025 + (m // 12), m % 12 + 1, 1) for m in range(3, 15)]
VIEWS = (("consolidated", "All in USD", "USD", 1), ("JPY", "JPY", "JPY", 90))
KPIS = (
    ("mrr", "MRR", "money", "412600.00", "405300.00", "1.8", "percent", True),
    ("churn", "Churn", "percent", "1.8", "2.1", "-0.3", "points", True),
    ("gross_margin", "Gross margin", "percent", "38.4", "37.2", "1.2", "points", True),
    ("ltv", "LTV", "money", "48100.00", "46200.00", "4.1", "percent", True),
    ("receivables_open", "Open", "money", "187400", "180000", "4.1", "percent", False),
    (
        "receivables_overdue",
        "Overdue",
        "money",
        "61300",
        "57700",
        "6.2",
        "percent",
        False,
    ),
)
WAVE = ("0.93", "0.95", "0.94", "0.90", "0.97", "0.96", "0.98", "0.95", "1", "0.99")


def rows() -> Rows:
    """The rows of every mart that a screen reads."""
    return {
        "mart_executive_kpis": [*_kpis()],
        "mart_executive_kpi_history": [*_history()],
        "mart_executive_revenue": [*_revenue()],
        "mart_executive_aging": [*_aging()],
        "mart_executive_at_risk_companies": [*_at_risk()],
        "mart_executive_alerts": [*_alerts()],
    }


def _kpis() -> Iterator[dict[str, Any]]:
    for view, view_label, currency, times in VIEWS:
        for position, kpi in enumerate(KPIS):
            name, label, unit, value, previous, change, change_unit, good = kpi
            scale = times if unit == "money" else 1
            yield {
                "reporting_view": view,
                "view_position": VIEWS.index((view, view_label, currency, times)),
                "view_label": view_label,
                "currency": currency,
                "kpi": name,
                "kpi_position": position,
                "label": label,
                "unit": unit,
                "month": MONTHS[-1],
                "previous_month": MONTHS[-2],
                "value": Decimal(value) * scale,
                "previous_value": Decimal(previous) * scale,
                "change": Decimal(change),
                "change_unit": change_unit,
                "is_improvement": good,
                "as_of": AS_OF,
            }


def _history() -> Iterator[dict[str, Any]]:
    for view, _, currency, times in VIEWS:
        for name, _, unit, value, *_ in KPIS:
            for n, month in enumerate(MONTHS):
                wave = Decimal(WAVE[(n + len(name)) % len(WAVE)])
                yield {
                    "reporting_view": view,
                    "currency": currency,
                    "kpi": name,
                    "unit": unit,
                    "month": month,
                    "value": Decimal(value) * wave * (times if unit == "money" else 1),
                }


def _revenue() -> Iterator[dict[str, Any]]:
    for view, _, currency, times in VIEWS:
        for n, month in enumerate(MONTHS):
            yield {
                "reporting_view": view,
                "currency": currency,
                "month": month,
                "billed": Decimal(430000) * Decimal(WAVE[n % len(WAVE)]) * times,
                "drafted": Decimal(0),
                "overdue": Decimal(2500 * n) * times,
            }


def _aging() -> Iterator[dict[str, Any]]:
    buckets = (
        ("current", "Not due", "126100", "67.3", 41),
        ("1-30", "1-30 days", "33800", "18.0", 12),
        ("31-60", "31-60 days", "14200", "7.6", 5),
        ("61-90", "61-90 days", "8100", "4.3", 3),
        ("91-120", "91-120 days", "3900", "2.1", 2),
        ("over_120", "Over 120 days", "1300", "0.7", 1),
    )
    for view, _, currency, times in VIEWS:
        for position, (bucket, label, amount, share, count) in enumerate(buckets):
            yield {
                "reporting_view": view,
                "currency": currency,
                "bucket": bucket,
                "bucket_position": position,
                "label": label,
                "amount": Decimal(amount) * times,
                "share_percent": Decimal(share),
                "invoice_count": count,
            }


def _at_risk() -> Iterator[dict[str, Any]]:
    names = ("Harbor Foods", "Summit Realty", "Sunrise Clinic", "Pine Valley School")
    for position, name in enumerate(names):
        yield {
            "company_id": name.split()[0].lower(),
            "company_name": name,
            "currency": "USD",
            "tier": "gold",
            "risk": "high" if position < 2 else "elevated",
            "risk_position": position,
            "reasons": "oldest invoice 97 days overdue; 2 failed payments"
            if position < 2
            else "recurring revenue fell by 18 % in three months",
            "overdue": Decimal(7249 - 1000 * position),
            "overdue_days_max": 97 - 20 * position,
            "mrr": Decimal(5562),
            "mrr_change": Decimal(-1210),
            "usage_change_percent": Decimal("-34.5"),
            "failed_payments": 2,
        }


def _alerts() -> Iterator[dict[str, Any]]:
    given = (
        ("held_drafts", "action", "Held drafts", "They wait for a price.", 3),
        ("anomalies", "review", "Unusual drafts", "Compare before issuing.", 4),
        (
            "quarantined_rows",
            "notice",
            "Quarantined input rows",
            "See the report.",
            17,
        ),
    )
    for position, (kind, severity, alert, detail, count) in enumerate(given):
        yield {
            "kind": kind,
            "severity": severity,
            "alert_position": position,
            "alert": alert,
            "detail": detail,
            "count": count,
            "amount": Decimal(11388) if severity == "action" else None,
            "currency": "USD" if severity == "action" else None,
        }
