"""CloudEvents 1.0 in JSON (one, a batch, or one a line) become usage."""

import json
from pathlib import Path
from typing import Any

from ingest.adapter_contract import AdapterOutput
from ingest.adapters.exact_json import ExactNumber, JsonObject, head, read_records
from ingest.adapters.mapping import Mapped, Refusal, Row

_REQUIRED = {
    "specversion": None,
    "id": "event_id",
    "source": "source",
    "type": "meter",
    "subject": "company_id",
    "time": "occurred_at",
}
_TABLE = "usage"


class CloudEvents:
    """`subject` is the company, `type` the meter, `data.quantity` the quantity."""

    name = "cloudevents"
    is_usage = True

    def recognises(self, path: Path) -> bool:
        """Say whether the file's first event names its specversion."""
        if path.suffix.lower() not in (".json", ".jsonl", ".ndjson"):
            return False
        return '"specversion"' in head(path)

    def read(self, path: Path) -> AdapterOutput:
        """Map each event to one usage row."""
        mapped = Mapped()
        for number, record in read_records(path):
            refusal = _refusal(record)
            if refusal is not None:
                mapped.refuse(number, refusal, record)
            elif isinstance(record, dict):
                mapped.keep(_TABLE, number, _usage(record))
        return mapped.output()


def _refusal(record: object) -> Refusal | None:
    if not isinstance(record, dict):
        return Refusal(_TABLE, None, None, "is not a JSON object")
    for name, column in _REQUIRED.items():
        if not record.get(name):
            reason = f"usage needs the CloudEvent's `{name}`; this record has none"
            return Refusal(_TABLE, column, None, reason)
    data = record.get("data")
    if not isinstance(data, dict):
        reason = "its `data` is not a JSON object, so it holds no quantity"
        return Refusal(_TABLE, "quantity", data, reason)
    quantity = _quantity(data)
    if not isinstance(quantity, str):
        reason = "its `data` has neither a `quantity` nor a `value`"
        return Refusal(_TABLE, "quantity", quantity, reason)
    return None


def _quantity(data: JsonObject) -> Any:
    return data.get("quantity", data.get("value"))


def _usage(event: JsonObject) -> Row:
    data = event["data"]
    return {
        "event_id": _plain(event["id"]),
        "source": _plain(event["source"]),
        "company_id": _plain(event["subject"]),
        "meter": _plain(event["type"]),
        "occurred_at": _plain(event["time"]),
        "received_at": _plain(event.get("recordedtime")),
        "quantity": _plain(_quantity(data)),
        "unique_key": _plain(data.get("unique_key")),
        "corrects_event_id": _plain(data.get("corrects_event_id")),
        "department_id": _plain(data.get("department_id")),
        "properties": json.dumps(data, ensure_ascii=False, sort_keys=True),
    }


def _plain(value: object) -> str | None:
    """The value as text; a number as the digits that were sent."""
    if value is None:
        return None
    if isinstance(value, ExactNumber | str):
        return str(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
