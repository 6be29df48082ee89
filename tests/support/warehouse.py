"""The warehouse of a small world: a model is built when a statement first needs it.

It answers `execute` and the rest as the DuckDB connection does that it is made of.
What a statement may see is as if every model had been built at once: before anything
but a query, and before a question to the catalogue, all of them are.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import duckdb

from app.preview import CompiledModels, run

NAMED = re.compile(r'\b(staging|intermediate|marts)"?\s*\.\s*"?(\w+)', re.IGNORECASE)
QUERY = re.compile(r"[\s(]*(select|with|from|values)\b", re.IGNORECASE)
CATALOGUE = re.compile(r"duckdb_|information_schema", re.IGNORECASE)


class Warehouse:
    """A connection on whose landed tables models are built as they are asked for."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, compiled: CompiledModels
    ) -> None:
        self._con = con
        self._compiled = compiled
        self._missing = {model.relation for model in compiled.models}
        run(con, replace(compiled, models=()))

    def execute(self, sql: str, *parameters: Any) -> duckdb.DuckDBPyConnection:
        """Execute a statement, after the models that it reads have been built."""
        if QUERY.match(sql) and not CATALOGUE.search(sql):
            self._build(
                f"{schema}.{name}".lower() for schema, name in NAMED.findall(sql)
            )
        else:
            self.build_all()
        return self._con.execute(sql, *parameters)

    def build_all(self) -> None:
        """Build every model that no statement has needed so far."""
        self._build(tuple(self._missing))

    def close(self) -> None:
        """Close the connection."""
        self._con.close()

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        self.build_all()
        return getattr(self._con, name)

    def _build(self, relations: Iterable[str]) -> None:
        wanted = self._missing.intersection(relations)
        if not wanted:
            return
        needed = [
            model
            for model in self._compiled.needed_for(wanted).models
            if model.relation in self._missing
        ]
        run(self._con, replace(self._compiled, seeds=(), models=tuple(needed)))
        self._missing.difference_update(model.relation for model in needed)
