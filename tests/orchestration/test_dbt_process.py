"""dbt tells what is read, and spends nothing on what nobody reads."""

from collections.abc import Iterator
from typing import Any

import pytest
from dbt.adapters.events.types import SQLQuery
from dbt.events.types import InvalidDisabledTargetInTestNode
from dbt_common.events.base_types import DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.types import Note

from orchestration.dbt_process import _leave_out_what_nobody_reads


@pytest.fixture
def told(monkeypatch) -> Iterator[tuple[EventManager, list[str]]]:
    monkeypatch.setattr(EventManager, "fire_event", EventManager.fire_event)
    monkeypatch.setattr(DebugLevel, "__init__", DebugLevel.__init__)
    _leave_out_what_nobody_reads()
    found: list[str] = []
    manager = EventManager()
    manager.add_callback(lambda message: found.append(_text_of(message)))
    yield manager, found
    del InvalidDisabledTargetInTestNode.__init__


def test_an_event_of_debugging_is_dropped(told):
    manager, found = told
    statement = SQLQuery(conn_name="model.invoices", sql="select 1")
    manager.fire_event(statement)
    manager.fire_event(Note(msg="quiet"), EventLevel.DEBUG)
    assert (found, statement.sql) == ([], "")


def test_anything_above_debugging_is_told(told):
    manager, found = told
    manager.fire_event(Note(msg="built"))
    manager.fire_event(Note(msg="look"), level=EventLevel.WARN)
    assert found == ["built", "look"]


def test_a_debugging_event_that_dbt_raises_to_a_warning_keeps_its_words(told):
    manager, found = told
    raised = InvalidDisabledTargetInTestNode(
        unique_id="test.lines_add_up", target_kind="node", target_name="int_lines"
    )
    manager.fire_event(raised, level=EventLevel.WARN)
    (words,) = found
    assert "test.lines_add_up" in words
    assert "int_lines" in words


def _text_of(message: Any) -> str:
    return message.info.msg
