"""The worked examples of docs/arithmetic, read as the rows and results they show.

An example is a table under a comment that names the macro call and the result column:

    <!-- example: floor_div(numerator, denominator) -> floored -->

Its other columns are what is given. `<!-- given: parts -->` over a table makes it the
relation of that name, for the macros that read one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from tests.support.macros import rendered
from tests.support.repository import ROOT

PAGES = ROOT / "docs/arithmetic"
NOTE = re.compile(r"<!-- (given|example): (.+?) -->\n\n((?:\|.*\n)+)")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(DATE.pattern + r" \d{2}:\d{2}(:\d{2}(\.\d+)?)?")
NUMBER = re.compile(r"-?[\d ]*\d(\.\d+)?")
# macros that read a row by the names that the models give it
ALIASES = {"convert_minor": ("rates",), "used_minor": ("charges", "segments")}
# aggregates: their first column says which rows go together
GROUPS = {"nearest_rank"}
# what models do before and after they rate a charge: scale it, and round once
CHARGES = """
    (
        select
            * exclude (quantity),
            row_no as charge_id,
            {quantity} as quantity_numerator,
            cast(1000000 as hugeint) as quantity_denominator,
            cast(1 as bigint) as event_count,
            cast(100000000 as hugeint) as price_factor,
        from
            (
                select {nothing} where false
                union all by name
                select * exclude (amount_minor) from shown
            )
    )
"""
PRICED = (
    *("price_id", "included_quantity", "package_size", "unit_amount", "flat_amount"),
    *("percent", "fixed_amount", "free_events", "free_units"),
    *("min_transaction_minor", "max_transaction_minor"),
)


@dataclass(frozen=True)
class Table:
    """A Markdown table: its columns, and its cells as SQL literals."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def sql(self) -> str:
        """Write it as a relation, its rows numbered in the order of the page."""
        rows = ", ".join(f"({n}, {', '.join(row)})" for n, row in enumerate(self.rows))
        return f"(values {rows}) as shown(row_no, {', '.join(self.columns)})"


@dataclass(frozen=True)
class Example:
    """One macro call over the rows of a table, and the column it must give."""

    page: str
    call: str
    result: str
    table: Table
    given: tuple[tuple[str, Table], ...]

    @property
    def macro(self) -> str:
        """Name the macro that is called."""
        return self.call.split("(")[0]

    @property
    def relation(self) -> str | None:
        """Name the relation that the macro reads, if it reads one."""
        [argument, *others] = _arguments(self.call)
        is_column = others or argument in self.table.columns or argument.isdigit()
        return None if is_column else argument

    def run(self, con: duckdb.DuckDBPyConnection) -> list[tuple[object, object]]:
        """Give what the page shows and what the macro gives, row by row."""
        for name, table in (*self.given, ("shown", self.table)):
            con.execute(f"create or replace temp table {name} as from {table.sql}")
        computed = self._of_rows() if self.relation else self._of_columns()
        return con.execute(
            f"select shown.{self.result}, computed.found "
            f"from shown full join ({computed}) as computed using (row_no) "
            "order by row_no"
        ).fetchall()

    def _of_rows(self) -> str:
        given = f"(select * exclude ({self.result}) from shown)"
        found = self.result
        if self.macro == "rate_charges":
            given = CHARGES.format(
                quantity=rendered("scaled('quantity', 6)"),
                nothing=", ".join(f"null as {name}" for name in PRICED),
            )
            found = rendered(
                "round_quotient('rated_numerator', 'rated_denominator', \"'half_up'\")"
            )
        source = rendered(f"{self.macro}('given')")
        return f"with given as {given} select row_no, {found} as found from ({source})"

    def _of_columns(self) -> str:
        columns = {name: f"shown.{name}" for name in self.table.columns}
        arguments = [
            word if word.isdigit() else f"'{columns.get(word, word)}'"
            for word in _arguments(self.call)
        ]
        joined = "".join(
            f" inner join shown as {alias} using (row_no)"
            for alias in ALIASES.get(self.macro, ())
        )
        call = rendered(f"{self.macro}({', '.join(arguments)})")
        if self.macro in GROUPS:
            group = self.table.columns[0]
            grouped = f"(select {group}, {call} as found from shown group by {group})"
            return (
                f"select row_no, found from shown inner join {grouped} using ({group})"
            )
        return f"select row_no, {call} as found from shown{joined}"


def examples() -> Iterator[Example]:
    """Give every example of every page."""
    for page in sorted(PAGES.glob("*.md")):
        given: list[tuple[str, Table]] = []
        for kind, note, table in NOTE.findall(page.read_text("utf-8")):
            if kind == "given":
                given.append((note, _table(table)))
            else:
                call, result = note.split(" -> ")
                yield Example(page.name, call, result, _table(table), tuple(given))


def _table(text: str) -> Table:
    head, _, *rows = [
        tuple(cell.strip() for cell in line.strip()[1:-1].split("|"))
        for line in text.splitlines()
    ]
    return Table(head, tuple(tuple(map(_literal, row)) for row in rows))


def _literal(cell: str) -> str:
    cell = cell.strip("`")
    if cell == "":
        return "null"
    if DATE.fullmatch(cell):
        return f"date '{cell}'"
    if INSTANT.fullmatch(cell):
        return f"timestamp '{cell}'"
    return cell.replace(" ", "") if NUMBER.fullmatch(cell) else f"'{cell}'"


def _arguments(call: str) -> list[str]:
    spelled = call.removesuffix(")").split("(", 1)[1]
    return [argument.strip() for argument in spelled.split(",")]
