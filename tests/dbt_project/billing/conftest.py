"""Small billing stories, a company each, computed together in one world a module."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.support.world import CUSTOMER, REQUIRED, SELLER, Row, Value, bill

AS_OF = date(2026, 3, 31)
BILLED = (
    *("marts.invoices", "marts.invoice_lines", "marts.invoice_taxes"),
    *("marts.findings", "intermediate.int_transactions_explained"),
)


@dataclass
class World:
    """The rows of all stories of a module, by table."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **row: Value) -> None:
        """Add one row of a table."""
        self.tables[table].append(row)

    def company(self, name: str, **more: Value) -> None:
        """Add a customer of that id."""
        self.add("companies", **{**CUSTOMER, "company_id": name, "name": name, **more})

    def product(self, name: str, **more: Value) -> None:
        """Add a product of that id, priced by `price_<name>` if an amount is given."""
        self.add(
            "products",
            **{"product_id": name, "name": name, "category": "recurring"} | more,
        )

    def price(self, product: str, **more: Value) -> None:
        """Add a list price in USD from 2020 on, called like the product."""
        self.add(
            "prices",
            **{
                "price_id": product,
                "product_id": product,
                "currency": "USD",
                "charge_model": "per_unit",
                "effective_from": "2020-01-01",
            }
            | more,
        )

    def subscribe(self, company: str, product: str = "seat", **more: Value) -> None:
        """Add a company with one subscription to one product, all of the same id."""
        if company not in {row["company_id"] for row in self.tables["companies"]}:
            self.company(company)
        item_fields = {
            *("quantity", "meter", "aggregation", "device_class", "device_policy"),
            *("usage_required", "price_id"),
        }
        starts: Row = {"started_on": "2026-03-01"}
        self.add(
            "subscriptions",
            **{"subscription_id": company, "company_id": company}
            | starts
            | {k: v for k, v in more.items() if k not in item_fields},
        )
        self.add(
            "subscription_items",
            **{"item_id": company, "subscription_id": company, "product_id": product}
            | {"started_on": more.get("started_on", "2026-03-01")}
            | {k: v for k, v in more.items() if k in item_fields},
        )

    def change(self, item: str, at: str, **more: Value) -> None:
        """Change an item at an instant."""
        name = f"{item} {len(self.tables['subscription_changes'])}"
        row: Row = {"change_id": name, "item_id": item, "effective_at": at}
        self.add("subscription_changes", **row | more)

    def use(self, company: str, at: str, quantity: str, **more: Value) -> None:
        """Report usage of the meter `gb`."""
        name = f"{company} {len(self.tables['usage'])}"
        row: Row = {"event_id": name, "company_id": company, "meter": "gb"}
        self.add("usage", **row | {"occurred_at": at, "quantity": quantity} | more)

    def count(self, company: str, at: str, devices: int) -> None:
        """Report a device count of the class `workstation`."""
        self.add(
            "rmm_device_counts",
            event_id=f"{company} {len(self.tables['rmm_device_counts'])}",
            company_id=company,
            device_class="workstation",
            device_count=devices,
            observed_at=at,
        )

    def issue(self, company: str, on: str, **line: Value) -> None:
        """Add an issued invoice of one line for the item of the company's id."""
        number = f"{company}-{on}"
        total = line["amount_minor"]
        header: Row = {"entity_id": "us", "invoice_no": number}
        self.add(
            "issued_invoices",
            **header | {"company_id": company, "invoice_date": on, "due_date": on},
            currency="USD",
            total_minor=total,
            status=line.pop("status", "issued"),
            voided_on=line.pop("voided_on", None),
        )
        claimed: Row = {"subscription_id": company, "item_id": company}
        charged: Row = {"line_no": 1, "product_id": "seat", "kind": "recurring"}
        self.add("issued_invoice_lines", **header | claimed | charged | line)


Tell = Callable[[World], None]


@pytest.fixture(scope="session")
def billing_models(compiled_models: CompiledModels) -> CompiledModels:
    """What invoices and findings come from, for worlds of which no more is asked."""
    return compiled_models.needed_for(BILLED)


@pytest.fixture(scope="session")
def told(
    tmp_path_factory: pytest.TempPathFactory,
    billing_models: CompiledModels,
    compiled_models: CompiledModels,
) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Bill the world that the stories tell, up to the last of March 2026.

    Every model is built only for who asks for the whole of it.
    """

    def tell(
        stories: Iterable[Tell], *, whole: bool = False, as_of: date = AS_OF
    ) -> duckdb.DuckDBPyConnection:
        world = World()
        world.tables["entities"].append(SELLER)
        world.tables["products"].extend(REQUIRED["products"])
        world.tables["prices"].extend(REQUIRED["prices"])
        for story in stories:
            story(world)
        folder: Path = tmp_path_factory.mktemp("world")
        models = compiled_models if whole else billing_models
        return bill(folder, models, as_of=as_of, **world.tables)

    return tell


def lines_of(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    """A company's drafted lines as (invoice day, kind, period, amount), in order."""
    return con.execute(
        """
        select
            strftime(invoice_date, '%m-%d'),
            kind,
            strftime(lines.period_start, '%m-%d') || '/'
            || strftime(lines.period_end, '%m-%d'),
            amount_minor
        from marts.invoice_lines as lines
        inner join intermediate.int_invoices_united as invoices using (invoice_id)
        where lines.source = 'draft' and lines.company_id = ?
        order by invoice_date, line_no
        """,
        [company],
    ).fetchall()


def drafted(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    """A company's lines as (kind, start, end, quantity, amount), by their start."""
    return con.execute(
        "select kind, period_start, period_end, quantity::double, amount_minor "
        "from marts.invoice_lines where company_id = ? order by period_start, kind",
        [company],
    ).fetchall()
