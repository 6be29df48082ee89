# ruff: noqa: E501 (a broken line must stay as it was received)
"""The dirt that real exports carry: repeated, late, contradicting, broken rows."""

from collections.abc import Sequence

from tests.support.sample_company.writing import Row

BROKEN_LINES = {
    "companies": (
        "lakeside-print,northgate-us,,,Lakeside Print Shop,USD,America/New_York,US,NY,retail,standard,active,31/02/2025,hello@lakeside-print.example,,false,false",
    ),
    "contacts": ("pinecrest-veterinary-3,pinecrest-veterinary,Yolanda",),
    "prices": (
        "workplace-complete-typo,workplace-complete,,,silver,USD,per_unit,12500000000000,,,,month,2025-01-01,",
    ),
    "time_entries": (
        "te-short-1,alder-finch-law,t-oyelaran,T29001,2025-05-06T10:00:00-04:00",
        "te-bad-1,alder-finch-law,t-oyelaran,T29002,06.05.2025 14:00,45,true,labor-remote,3600",
        "te-bad-2,harborview-dental,t-beaumont,T29003,2025-05-07T09:00:00-04:00,one hour,true,labor-remote,4200",
        "te-unknown-1,lakeside-print,t-beaumont,T29004,2025-05-08T09:00:00-04:00,30,true,labor-remote,2100",
    ),
    "one_off_charges": (
        "oc-bad-1,redwing-construction,laptop-standard,2025-02-30,2,Business laptop",
        'oc-formula-1,redwing-construction,cabling-drop,2025-10-07,3,"=HYPERLINK(""http://example.test"",""Cabling"")"',
        "oc-unknown-1,redwing-constuction,cabling-drop,2025-10-08,1,Cabling",
    ),
    "rmm_device_counts": (
        "wo-negative-1,ironwood-fabrication,workstation,-4,2025-06-02T06:00:00Z,2025-06-02T06:04:00Z",
        "wo-text-1,ironwood-fabrication,workstation,sixty,2025-06-09T06:00:00Z,2025-06-09T06:04:00Z",
        "wo-long-1,ironwood-fabrication,workstation,70,2025-06-16T06:00:00Z,2025-06-16T06:04:00Z,agent-7.2,extra",
        "wo-unknown-1,acme-corp,workstation,12,2025-06-16T06:00:00Z,2025-06-16T06:04:00Z",
    ),
}

BROKEN_USAGE = {
    "2025-05": (
        "bk-bad-date-1,backup-console,harborview-dental,backup_gb,2025-13-04T02:00:00Z,2025-05-04T02:10:00Z,801.2,",
        "bk-no-zone-1,backup-console,harborview-dental,backup_gb,2025-05-05 02:00:00,,801.2,",
        "bk-short-1,backup-console,harborview-dental,backup_gb",
    ),
    "2025-08": (
        'eg-comma-1,edge-gateway,meridian-freight,egress_gb,2025-08-06T07:00:00Z,2025-08-06T07:09:00Z,"612,5",',
        "eg-digits-1,edge-gateway,meridian-freight,egress_gb,2025-08-13T07:00:00Z,2025-08-13T07:09:00Z,61250000000000000,",
        "eg-long-1,edge-gateway,meridian-freight,egress_gb,2025-08-20T07:00:00Z,2025-08-20T07:09:00Z,590.1,,GB,eu-west",
    ),
    "2025-11": (
        "vo-unknown-1,cloud-pbx,whitford-insurence,voice_minutes,2025-11-05T12:00:00Z,2025-11-05T12:04:00Z,911.0,",
        "vo-empty-1,cloud-pbx,whitford-insurance,voice_minutes,2025-11-12T12:00:00Z,2025-11-12T12:04:00Z,,",
        "fx-1900,cloud-pbx,whitford-insurance,voice_minutes,1900-01-01T00:00:00Z,2025-11-12T12:04:00Z,5,",
    ),
    "2026-02": (
        "bk-future-1,backup-console,rheintal-logistik,backup_gb,2999-02-11T05:00:00Z,2026-02-11T05:04:00Z,1800.0,",
        "un-meter-1,backup-console,saltmarsh-brewing,backup_gb,2026-02-11T05:00:00Z,2026-02-11T05:04:00Z,120.0,",
    ),
}


def repeated_companies(rows: Sequence[Row]) -> list[Row]:
    """A catalogue row given twice: the later one wins."""
    kept = next(row for row in rows if row["company_id"] == "whitford-insurance")
    return [{**kept, "email": "payables@whitford-insurance.example"}]


def usage_dirt(rows: Sequence[Row]) -> list[Row]:
    """Repeated, contradicting, late and correcting events of one month."""
    repeated = list(rows[3::97])
    contradicting = [
        {**row, "quantity": f"{float(str(row['quantity'])) * 1.5:.1f}"}
        for row in rows[11::401]
    ]
    correcting = [
        {
            **row,
            "event_id": f"{row['event_id']}-corrected",
            "quantity": f"{float(str(row['quantity'])) * 0.9:.1f}",
            "corrects_event_id": row["event_id"],
        }
        for row in rows[29::499]
    ]
    return [*repeated, *contradicting, *correcting]


def repeated_rows(rows: Sequence[Row], column: str, value: object) -> list[Row]:
    """A few rows again, and one again with another value."""
    return [*rows[5::400], {**rows[50], column: value}]
