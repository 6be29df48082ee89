"""Builds published homes for tests: marts as their contracts say, rows as given."""

import os
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tests.support.repository import ROOT

Rows = Mapping[str, Iterable[Mapping[str, Any]]]


Columns = list[dict[str, str]]


def publish(
    home: Path, run: str, rows: Rows, *, marts: Mapping[str, Columns] | None = None
) -> Path:
    """Publish a version with the marts, by default all that have a contract."""
    folder = home / "published" / run
    folder.mkdir(parents=True)
    database = folder / "tallyhouse.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute("create schema marts")
        for mart, columns in (_contracts() if marts is None else marts).items():
            _create(con, mart, columns)
            for row in rows.get(mart, ()):
                _insert(con, mart, row)
    return _make_current(home, run)


def publish_billed(home: Path, run: str, billed: duckdb.DuckDBPyConnection) -> Path:
    """Publish what the real models computed in memory as a version of a home."""
    folder = home / "published" / run
    folder.mkdir(parents=True)
    billed.execute(f"attach '{folder / 'tallyhouse.duckdb'}' as version")
    billed.execute("copy from database tallyhouse to version")
    billed.execute("detach version")
    return _make_current(home, run)


def publish_file(home: Path, run: str, database: Path) -> Path:
    """Publish a warehouse file as a version of a home."""
    folder = home / "published" / run
    folder.mkdir(parents=True)
    shutil.copyfile(database, folder / "tallyhouse.duckdb")
    return _make_current(home, run)


def _make_current(home: Path, run: str) -> Path:
    folder = home / "published" / run
    (folder / "tallyhouse.duckdb").chmod(0o444)
    aside = home / f"current.{run}"
    aside.symlink_to(folder)
    os.replace(aside, home / "current")
    return folder


@cache
def _contracts() -> dict[str, Columns]:
    """Every mart's columns, read from the same yml that dbt enforces."""
    found = {}
    for file in sorted((ROOT / "dbt_project" / "models" / "marts").rglob("*.yml")):
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", ()):
            found[model["name"]] = model["columns"]
    return found


def _create(con: duckdb.DuckDBPyConnection, mart: str, columns: Columns) -> None:
    typed = ", ".join(f'"{c["name"]}" {c["data_type"]}' for c in columns)
    con.execute(f'create table marts."{mart}" ({typed})')
    for column in columns:
        words = column["description"].replace("'", "''")
        con.execute(
            f'comment on column marts."{mart}"."{column["name"]}" is \'{words}\''
        )


def _insert(con: duckdb.DuckDBPyConnection, mart: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    con.execute(
        f'insert into marts."{mart}" ({names}) values ({marks})', [*row.values()]
    )
