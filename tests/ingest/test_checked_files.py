"""A large file is read once per content; what is kept of it says the same."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from ingest.adapters import ADAPTERS
from ingest.checked_files import CheckedFiles
from ingest.content_hashes import ContentHashes
from ingest.discovery import discover
from ingest.input_files import InputRows, read_folder
from ingest.reading.files import READERS
from ingest.reading.text_frame import TextFrame
from ingest.table_file import FileRows

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
PAYMENTS = """\
payment_id,company_id,currency,amount_minor,received_at,method,till
p1,acme,USD,1200,2026-03-04T09:00:00Z,card,north
p2,acme,USD,twelve,2026-03-05T09:00:00Z,card,south
p3,acme,USD,900,2026-03-06T09:00:00Z,card,
"""


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "payments.csv").write_text(PAYMENTS)
    return folder


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The files that are really read."""
    found: list[str] = []
    read = READERS[".csv"]

    def counted(path: Path, shown: str) -> TextFrame:
        found.append(path.name)
        return read(path, shown)

    monkeypatch.setitem(READERS, ".csv", counted)
    return found


@pytest.mark.slow
def test_every_table_of_the_sample_reads_the_same_from_what_is_kept(tmp_path):
    first, kept = (_read(SAMPLE, tmp_path / "kept") for _ in range(2))
    assert len(first.tables) > 20
    for once, again in zip(first.tables, kept.tables, strict=True):
        _assert_same(once, again)


def test_an_unchanged_file_is_read_once(data, tmp_path, reads):
    once, again = (_read(data, tmp_path / "kept").tables[0] for _ in range(2))
    assert reads == ["payments.csv"]
    _assert_same(once, again)
    assert again.accepted["payment_id"].to_list() == ["p1", "p3"]
    assert again.quarantined["value"].to_list() == ["twelve"]
    assert again.unknown_columns == ("till",)
    assert again.records == 3


def test_a_file_of_another_content_is_read(data, tmp_path, reads):
    _read(data, tmp_path / "kept")
    (data / "payments.csv").write_text(PAYMENTS.replace("twelve", "1200"))
    changed = _read(data, tmp_path / "kept").tables[0]
    assert reads == ["payments.csv"] * 2
    assert changed.accepted.height == 3


def test_a_file_under_another_name_is_told_by_that_name(data, tmp_path, reads):
    _read(data, tmp_path / "kept")
    (data / "payments").mkdir()
    (data / "payments.csv").rename(data / "payments" / "march.csv")
    found = _read(data, tmp_path / "kept").tables[0]
    assert reads == ["payments.csv"]
    assert found.file == "payments/march.csv"
    assert found.quarantined["file"].to_list() == ["payments/march.csv"]


def test_what_no_file_needs_is_forgotten(data, tmp_path):
    kept = tmp_path / "kept"
    _read(data, kept)
    (earlier,) = kept.iterdir()
    (kept / "half.aside").mkdir()
    (data / "payments.csv").write_text(PAYMENTS + PAYMENTS.splitlines()[1] + "\n")
    _read(data, kept)
    (now,) = kept.iterdir()
    assert now.name != earlier.name


def test_a_small_file_is_not_kept(data, tmp_path):
    checked = CheckedFiles(tmp_path / "kept")
    _read_by(data, checked, tmp_path)
    assert not checked.folder.exists()


def _read(data: Path, kept: Path) -> InputRows:
    checked = CheckedFiles(kept, large=0)
    found = _read_by(data, checked, kept.parent)
    checked.forget_others()
    return found


def _read_by(data: Path, checked: CheckedFiles, folder: Path) -> InputRows:
    hashes = ContentHashes.load(folder / "landed")
    return read_folder(discover(data, ADAPTERS), hashes, checked)


def _assert_same(once: FileRows, again: FileRows) -> None:
    assert_frame_equal(once.accepted, again.accepted)
    assert_frame_equal(once.quarantined, again.quarantined, check_column_order=False)
    told = ("table", "source", "file", "sha256", "records", "unknown_columns")
    assert [getattr(once, name) for name in told] == [
        getattr(again, name) for name in told
    ]
