"""The report of a run names what of the folder it did not read."""

from datetime import date
from pathlib import Path

from orchestration.reports.figures import read_figures
from orchestration.reports.model import Outcome, Report
from orchestration.reports.summary import summary
from tests.support.world import land, write_folder

AS_OF = date(2026, 3, 31)


def test_a_file_that_belongs_to_no_table_is_named(tmp_path: Path) -> None:
    data = write_folder(tmp_path / "data", {})
    (data / "useage.csv").write_text("event_id\ne1\n")
    (data / "notes.txt").write_text("hello")
    figures = read_figures(land(tmp_path, data, AS_OF), AS_OF)
    report = Report(
        run="r",
        data="d",
        as_of=AS_OF,
        outcome=Outcome.PUBLISHED,
        figures=figures,
    )

    told = summary(report)

    assert figures.unread_files == ("notes.txt", "useage.csv")
    assert "  Files nobody knows, not read: useage.csv" in told.splitlines()
    assert '"unread_files":["notes.txt","useage.csv"]' in report.model_dump_json()
