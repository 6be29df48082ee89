"""An event that a version knows already is refused, whatever it keeps of its meter."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app.preview import CompiledModels, PreviewError, RowChange, what_if
from tests.support.shared import once
from tests.support.versions import version
from tests.support.world import Row

AS_OF = date(2026, 3, 31)


def event(event_id: str, meter: str = "gb", **more: str) -> Row:
    """One event of February."""
    given = {
        "event_id": event_id,
        "company_id": "acme",
        "meter": meter,
        "occurred_at": "2026-02-01T12:00:00Z",
        "quantity": "1",
    }
    return {**given, **more}


CORRECTION = event("fix", "level", corrects_event_id="whole", quantity="2")
TABLES: dict[str, Sequence[Row]] = {
    "subscriptions": (
        {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"},
    ),
    "subscription_items": tuple(
        {
            "item_id": meter,
            "subscription_id": "s",
            "product_id": "seat",
            "meter": meter,
            "aggregation": aggregation,
        }
        for meter, aggregation in (("gb", "sum"), ("level", "max"))
    ),
    "usage": (event("summed"), event("whole", "level"), CORRECTION),
}


@pytest.fixture(scope="session")
def published(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Path:
    """One company with a meter that is summed and one read event by event."""

    def compute(folder: Path) -> None:
        version(folder, compiled_models, as_of=AS_OF, **TABLES)

    return once(tmp_path_factory, "known events", compute)


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    [
        event("summed"),
        event("summed", quantity="77"),
        event("summed", company_id="other", meter="other"),
        event("whole", "level"),
        event("fix"),
        CORRECTION,
    ],
)
def test_an_event_that_is_known_is_refused_as_a_second_one(
    published: Path, again: Row
) -> None:
    change = RowChange("usage", again)

    with pytest.raises(PreviewError, match=f"{again['event_id']} is already known"):
        what_if(published, [change], lake=published / "lake")


@pytest.mark.slow
def test_an_event_given_twice_is_refused_the_second_time(published: Path) -> None:
    twice = [
        RowChange("usage", event("new"), where=f"usage.csv, row {n}") for n in (2, 3)
    ]

    with pytest.raises(PreviewError, match=r"row 3: the event new is already known"):
        what_if(published, twice, lake=published / "lake")


@pytest.mark.slow
def test_another_source_may_use_the_same_id(published: Path) -> None:
    change = RowChange("usage", event("summed", source="another"))

    answer = what_if(published, [change], lake=published / "lake")

    assert [row.change for row in answer.comparison.invoices] == ["changed"]


@pytest.mark.slow
def test_without_its_lake_no_version_can_tell(published: Path, tmp_path: Path) -> None:
    change = RowChange("usage", event("new"))

    with pytest.raises(PreviewError, match=r"tell whether the event new is new.*lake"):
        what_if(published, [change], lake=tmp_path / "lake")


@pytest.mark.slow
def test_the_lake_of_the_home_is_looked_into(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published / "lake", tmp_path / "lake")
    home = tmp_path / "published" / "r1"
    shutil.copytree(published, home)

    with pytest.raises(PreviewError, match="summed is already known"):
        what_if(home, [RowChange("usage", event("summed"))])
