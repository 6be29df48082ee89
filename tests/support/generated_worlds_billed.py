"""Bills generated customers together and issues their drafts, run after run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import duckdb

from app.preview import CompiledModels
from tests.support.drawn import drawn
from tests.support.generated_worlds import Customer, customers, sellers
from tests.support.generated_worlds_agreed import Traits
from tests.support.world import Row, bill, rows

SHOWN = 6
ISSUED_LINE = (
    "line_no, subscription_id, item_id, product_id, price_id, meter, kind, "
    "period_start, period_end, quantity, unit_amount, amount_minor, discount_minor, "
    "tax_minor, source_id, company_id, claim_key, price_rule"
)
REFUSED = (
    "select table_name, column_name, value, reason from raw.quarantine "
    f"where starts_with(table_name, 'issued_invoice') limit {SHOWN}"
)
Tables = dict[str, list[Row]]


def generate(traits: Traits, number: int) -> list[Customer]:
    """Generate that many customers, as `drawn` draws them."""
    return drawn(customers(traits), number)


def tables_of(batch: Iterable[Customer]) -> Tables:
    """Return the rows of all customers of a batch, by table, with their sellers."""
    tables: Tables = {"entities": sellers(), "products": [], "prices": []}
    for customer in batch:
        for table, found in customer.rows().items():
            tables.setdefault(table, []).extend(found)
    return tables


def merged(*worlds: Mapping[str, Iterable[Row]]) -> Tables:
    """Return the rows of several worlds as one."""
    tables: Tables = {}
    for world in worlds:
        for table, found in world.items():
            tables.setdefault(table, []).extend(found)
    return {table: found for table, found in tables.items() if found}


@dataclass
class Home:
    """A place that bills worlds one after the other and keeps what it issued."""

    folder: Path
    compiled: CompiledModels
    issued: Tables = field(default_factory=dict)
    _runs: count = field(default_factory=count)

    def bill(
        self, tables: Mapping[str, Iterable[Row]], as_of: date
    ) -> duckdb.DuckDBPyConnection:
        """Bill a world on a day, given everything that was issued so far.

        What was issued and is not accepted would be billed again without a word.
        """
        folder = self.folder / f"run{next(self._runs)}"
        told = merged(tables, self.issued)
        con = bill(folder, self.compiled, as_of=as_of, **told)
        if refused := rows(con, REFUSED):
            raise AssertionError(f"what was issued is not accepted: {refused}")
        return con

    def issue(self, con: duckdb.DuckDBPyConnection) -> None:
        """Issue every draft that nothing holds, as a fact for the runs to come.

        Every other time the lines name their discounts, as those of this home do, and
        else they leave them to be found out, as those of a replaced system.
        """
        run = next(self._runs)
        named = "discounts_taken" if run // 2 % 2 else "null"
        headers = con.execute(
            "select invoice_id, entity_id, ? || invoice_id as invoice_no, company_id, "
            "invoice_date, due_date, currency, total_minor, 'issued' as status "
            "from marts.invoices where status = 'draft' order by invoice_id",
            [f"{run}:"],
        ).to_arrow_table()
        lines = con.execute(
            f"select entity_id, ? || invoice_id as invoice_no, {ISSUED_LINE}, "
            f"{named} as discounts_taken "
            "from marts.invoice_lines where invoice_id in "
            "(select invoice_id from marts.invoices where status = 'draft') "
            "order by invoice_id, line_no",
            [f"{run}:"],
        ).to_arrow_table()
        self.issued = merged(
            self.issued,
            {
                "issued_invoices": headers.drop_columns(["invoice_id"]).to_pylist(),
                "issued_invoice_lines": [_short(row) for row in lines.to_pylist()],
            },
        )


def _short(row: dict[str, object]) -> Row:
    """Return a line as a file may say it: no decimal, not even a zero, as 0E-10."""
    return {
        name: f"{round(value, 6 if name == 'quantity' else 10):f}"
        if isinstance(value, Decimal)
        else value
        for name, value in row.items()
    }  # pyright: ignore[reportReturnType]


def lines_by_company(
    con: duckdb.DuckDBPyConnection, columns: str, *, group: bool = False
) -> dict[str, list[tuple[object, ...]]]:
    """Return columns of every company's lines, drafted and issued."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for company, *cells in rows(
        con,
        f"select lines.company_id, {columns} from marts.invoice_lines as lines "
        "inner join intermediate.int_invoices_united as invoices using (invoice_id) "
        f"{'group by all' if group else ''} order by all",
    ):
        found.setdefault(str(company), []).append(tuple(cells))
    return found


def differences(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, object]:
    """Return, for every company that differs, what only one side has."""
    return {
        name: _difference(before.get(name, []), after.get(name, []))
        for name in sorted({*before, *after})
        if before.get(name, []) != after.get(name, [])
    }


def _difference(before: object, after: object) -> object:
    if not isinstance(before, list) or not isinstance(after, list):
        return before, after
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    return {
        "only before": list(gone.elements())[:SHOWN],
        "only after": list(new.elements())[:SHOWN],
    }
