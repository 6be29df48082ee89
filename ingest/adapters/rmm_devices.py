"""Device inventories of RMM systems become counts per company and device class."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.csv_report import joined, text_rows
from ingest.adapters.exact_json import head
from ingest.adapters.mapping import Mapped, Refusal
from ingest.errors import UnreadableInputError
from ingest.reading.files import read_file

_TABLE = "rmm_device_counts"
_COMPANY = ("organization", "organization name", "site name", "client", "company")
_CLASS = ("device type", "node class", "device class", "type")
_DEVICE = ("system name", "device hostname", "device name", "hostname", "name")
_SERVER = re.compile(r"server|esxi|vm_?host|hyperv", re.IGNORECASE)
_NETWORK = re.compile(r"nms|network|switch|router|firewall|printer|wap", re.IGNORECASE)
_WORKSTATION = re.compile(r"workstation|desktop|laptop|^mac$", re.IGNORECASE)
_DATE = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)")


class RmmDevices:
    """One line a device; the date of the export stands in the file's name."""

    name = "rmm_devices"
    is_usage = False

    def recognises(self, path: Path) -> bool:
        """Say whether the header names an organisation, a device and its type."""
        if path.suffix.lower() != ".csv":
            return False
        header = head(path).split("\n", 1)[0].lower().replace('"', "")
        names = {name.strip() for name in header.split(",")}
        return all(names & set(group) for group in (_COMPANY, _CLASS, _DEVICE))

    def read(self, path: Path) -> AdapterOutput:
        """Count the devices; those without company or type are quarantined."""
        observed_at = _observed_at(path)
        text = read_file(path, path.name)
        mapped = Mapped()
        counts: Counter[tuple[str, str]] = Counter()
        first_row: dict[tuple[str, str], int] = {}
        for record in text_rows(text):
            number = int(record["_row"] or 0)
            company, kind = _value(record, _COMPANY), _value(record, _CLASS)
            if not company or not kind:
                column = "device_class" if company else "company_id"
                reason = "the device names no organisation or no type"
                mapped.refuse(
                    number, Refusal(_TABLE, column, None, reason), dict(record)
                )
                continue
            group = (company, device_class(kind))
            counts[group] += 1
            first_row.setdefault(group, number)
        for (company, kind), count in counts.items():
            row = {
                "event_id": f"{company}:{kind}:{observed_at}",
                "company_id": company,
                "device_class": kind,
                "device_count": str(count),
                "observed_at": observed_at,
            }
            mapped.keep(_TABLE, first_row[company, kind], row)
        return joined(mapped.output(), text, _TABLE)


def device_class(kind: str) -> str:
    """The class of a vendor's type: WINDOWS_SERVER is a server."""
    for pattern, name in (
        (_SERVER, "server"),
        (_NETWORK, "network"),
        (_WORKSTATION, "workstation"),
    ):
        if pattern.search(kind):
            return name
    return re.sub(r"\W+", "_", kind.strip().lower())


def _value(record: Mapping[str, str | None], names: tuple[str, ...]) -> str:
    by_name = {name.lower(): value for name, value in record.items()}
    return next((str(by_name[name]) for name in names if by_name.get(name)), "")


def _observed_at(path: Path) -> str:
    found = _DATE.search(path.name)
    if found is None:
        raise UnreadableInputError(
            path.name,
            "nothing says when these devices were counted",
            "Name the file with its date, like devices-2026-03-31.csv",
        )
    year, month, day = found.groups()
    return f"{year}-{month}-{day}T00:00:00Z"
