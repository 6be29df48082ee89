"""Usage that arrived in March 2026 for months whose invoices were already out."""

from datetime import date, time, timedelta

from tests.support.sample_company.calendar_days import utc_instant
from tests.support.sample_company.writing import Part, Row

_LATE = (
    ("edge-gateway", "meridian-freight", "egress_gb", date(2026, 1, 14), "412.5"),
    ("edge-gateway", "meridian-freight", "egress_gb", date(2026, 1, 21), "388.0"),
    ("edge-gateway", "kestrel-aviation", "egress_gb", date(2025, 12, 17), "164.2"),
    ("edge-gateway", "rheintal-logistik", "egress_gb", date(2026, 1, 9), "530.7"),
    ("edge-gateway", "minato-logistics", "egress_gb", date(2026, 1, 22), "205.0"),
    ("cloud-pbx", "whitford-insurance", "voice_minutes", date(2026, 1, 27), "640.0"),
    ("cloud-pbx", "orchard-hill-senior", "voice_minutes", date(2025, 12, 30), "975.0"),
    ("backup-console", "alder-finch-law", "backup_gb", date(2026, 1, 30), "9400.0"),
    ("cloud-pbx", "orchard-hill-senior", "voice_minutes", date(2025, 9, 16), "720.0"),
)
_RECEIVED = date(2026, 3, 12)


def late_usage_part() -> Part:
    """Eight events to adjust for, and one beyond the ninety days."""
    return Part("usage", tuple(map(_row, range(len(_LATE)))), name="late-2026-03")


def _row(number: int) -> Row:
    source, company, meter, day, quantity = _LATE[number]
    at = time(14, 5 + number)
    return {
        "event_id": f"late-{number + 1:02}",
        "source": source,
        "company_id": company,
        "meter": meter,
        "occurred_at": utc_instant(day, at),
        "received_at": utc_instant(_RECEIVED, at, timedelta(minutes=3)),
        "quantity": quantity,
    }
