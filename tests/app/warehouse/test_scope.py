"""A reader sees the rows of their companies, and nothing unless told otherwise."""

from pathlib import Path

import duckdb
import pytest

from app.warehouse.connection import scoped_cursor, whole_cursor
from app.warehouse.published import current_version
from app.warehouse.reading import read_rows
from app.warehouse.scope import ReaderScope
from tests.app.warehouse.ledgerless import Balance, Total, publish_balances


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_balances(tmp_path, "r1", acme=100, borealis=20)
    return tmp_path


def test_everyone_sees_every_company(home: Path) -> None:
    found = read_rows(current_version(home), ReaderScope.everyone(), Balance)

    assert found == (Balance("acme", 100), Balance("borealis", 20))


def test_a_company_sees_only_its_own_rows(home: Path) -> None:
    found = read_rows(current_version(home), ReaderScope.only("acme"), Balance)

    assert found == (Balance("acme", 100),)


def test_a_company_never_sees_a_total_over_all_of_them(home: Path) -> None:
    version = current_version(home)

    assert read_rows(version, ReaderScope.only("acme", "borealis"), Total) == ()
    assert read_rows(version, ReaderScope.everyone(), Total) == (Total(120),)


def test_no_scope_is_no_rows(home: Path) -> None:
    assert read_rows(current_version(home), ReaderScope(), Balance) == ()


def test_a_cursor_that_was_never_scoped_sees_nothing(home: Path) -> None:
    version = current_version(home)
    scoped_cursor(version, ReaderScope.everyone())

    unscoped = whole_cursor(version)

    assert unscoped.execute("select * from scoped.balances").fetchall() == []


def test_a_company_named_like_the_password_is_still_one_company(home: Path) -> None:
    scope = ReaderScope.only("everyone", "acme' or true --")

    assert read_rows(current_version(home), scope, Balance) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/hostname')",
        "copy scoped.balances to 'stolen.csv'",
        "attach 'other.duckdb' as other",
        "set enable_external_access = true",
        "delete from tallyhouse.marts.balances",
        "create table tallyhouse.marts.mine as select 1 as one",
    ],
)
def test_a_reader_can_neither_write_nor_leave_the_database(
    home: Path, sql: str
) -> None:
    cursor = scoped_cursor(current_version(home), ReaderScope.everyone())

    with pytest.raises(duckdb.Error):
        cursor.execute(sql)
