from pathlib import Path

import pytest

from ingest.adapters.rmm_devices import RmmDevices
from ingest.errors import UnreadableInputError

INVENTORY = """\
Organization,Location,System Name,Node Class,Last Contact
harborview-dental,Main,HD-01,WINDOWS_WORKSTATION,2026-03-31
harborview-dental,Main,HD-02,MAC,2026-03-30
harborview-dental,Main,HD-SRV,WINDOWS_SERVER,2026-03-31
alder-finch-law,NYC,AF-SW1,NMS_SWITCH,2026-03-31
,NYC,AF-??,WINDOWS_WORKSTATION,2026-03-31
alder-finch-law,NYC,AF-X,,2026-03-31
alder-finch-law,NYC
"""


def test_devices_are_counted_by_company_and_class(tmp_path: Path):
    path = tmp_path / "devices-2026-03-31.csv"
    path.write_text(INVENTORY)

    assert RmmDevices().recognises(path)
    rows = RmmDevices().read(path).tables["rmm_device_counts"].collect()

    counted = rows.select("company_id", "device_class", "device_count").rows()
    assert counted == [
        ("harborview-dental", "workstation", "2"),
        ("harborview-dental", "server", "1"),
        ("alder-finch-law", "network", "1"),
    ]
    assert set(rows["observed_at"]) == {"2026-03-31T00:00:00Z"}


def test_every_device_is_counted_or_put_aside(tmp_path: Path):
    path = tmp_path / "devices-2026-03-31.csv"
    path.write_text(INVENTORY)

    output = RmmDevices().read(path)

    counted = output.tables["rmm_device_counts"].collect()["device_count"]
    assert sum(map(int, counted)) + output.quarantined.height == 7
    assert output.quarantined["row_number"].to_list() == [6, 7, 8]


def test_an_export_without_a_date_in_its_name_stops_the_landing(tmp_path: Path):
    path = tmp_path / "devices.csv"
    path.write_text(INVENTORY)

    with pytest.raises(UnreadableInputError, match="Name the file with its date"):
        RmmDevices().read(path)
