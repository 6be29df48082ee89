import json
from pathlib import Path

import pytest

from ingest.adapters.cloudevents import CloudEvents
from ingest.errors import UnreadableInputError

EVENT = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "//pbx.example/eu",
    "type": "voice_minutes",
    "subject": "harborview-dental",
    "time": "2026-03-05T10:00:00+01:00",
    "recordedtime": "2026-03-05T10:00:07+01:00",
    "data": {"quantity": 12.345678, "queue": "front desk"},
}


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in EVENT.items() if key != name}


def test_an_event_becomes_one_usage_row(tmp_path: Path):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENT))

    rows = CloudEvents().read(path).tables["usage"].collect().to_dicts()

    assert rows == [
        {
            "event_id": "e-1",
            "source": "//pbx.example/eu",
            "company_id": "harborview-dental",
            "meter": "voice_minutes",
            "occurred_at": "2026-03-05T10:00:00+01:00",
            "received_at": "2026-03-05T10:00:07+01:00",
            "quantity": "12.345678",
            "unique_key": None,
            "corrects_event_id": None,
            "department_id": None,
            "properties": '{"quantity": "12.345678", "queue": "front desk"}',
            "_row": 1,
        }
    ]


def test_a_number_keeps_the_digits_that_a_float_would_lose(tmp_path: Path):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENT).replace("12.345678", "123456789012.123457"))

    usage = CloudEvents().read(path).tables["usage"].collect()

    assert usage["quantity"].to_list() == ["123456789012.123457"]


@pytest.mark.parametrize("missing", ["id", "source", "type", "subject", "time", "data"])
def test_an_event_without_what_usage_needs_is_put_aside_with_its_reason(
    tmp_path: Path, missing: str
):
    path = tmp_path / "events.json"
    path.write_text(json.dumps([EVENT, without(missing)]))

    output = CloudEvents().read(path)

    assert output.records == 2
    assert output.tables["usage"].collect().height == 1
    assert output.quarantined["row_number"].to_list() == [2]
    assert missing in output.quarantined["reason"][0]


def test_a_broken_line_is_kept_and_the_others_are_read(tmp_path: Path):
    path = tmp_path / "events.jsonl"
    path.write_text(f'{json.dumps(EVENT)}\n{{"specversion": "1.0", \n\n')

    output = CloudEvents().read(path)

    assert output.records == 2
    assert output.quarantined["row_number"].to_list() == [2]
    assert output.quarantined["record"][0].startswith('{"specversion"')


def test_a_file_that_is_not_json_stops_the_landing(tmp_path: Path):
    path = tmp_path / "events.json"
    path.write_text('PK "specversion" \x00')

    with pytest.raises(UnreadableInputError, match=r"events\.json"):
        CloudEvents().read(path)
