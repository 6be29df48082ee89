"""What is split over lines sums to what was split, by an oracle of its own."""

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.test_proration import rounded
from tests.support.generated_worlds import LAST
from tests.support.generated_worlds_agreed import Traits
from tests.support.generated_worlds_billed import Home, generate, tables_of
from tests.support.world import Row, rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    drawn = tables_of(generate(Traits(late=True, inclusive_tax=False), 150))
    # what is drawn varies with the modules that are loaded; some shall have one
    agreed = {
        row["company_id"]
        for table in ("discounts", "contracts")
        for row in drawn.get(table, [])
    }
    free = [row for row in drawn["companies"] if row["company_id"] not in agreed]
    drawn.setdefault("discounts", []).extend(
        {
            "discount_id": f"{row['company_id']} eighth",
            "company_id": row["company_id"],
            "kind": "percent",
            "value": "12.5",
            "duration": "forever",
            "starts_on": "2020-01-01",
        }
        for row in free[::3]
    )
    return drawn


@pytest.fixture(scope="module")
def con(
    tables: dict[str, list[Row]],
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
) -> duckdb.DuckDBPyConnection:
    folder: Path = tmp_path_factory.mktemp("totals")
    return Home(folder, compiled_models).bill(tables, LAST)


@pytest.mark.rule("1.3", "1.4", "5.6")
def test_every_invoice_is_the_sum_of_its_lines(con: duckdb.DuckDBPyConnection) -> None:
    wrong = rows(
        con,
        "select invoice_id from marts.invoices as invoices inner join ("
        "select invoice_id, sum(amount_minor) as amount, sum(discount_minor) as "
        "discount, sum(tax_minor) as tax from marts.invoice_lines group by all) "
        "using (invoice_id) where subtotal_minor <> amount "
        "or discount_minor <> discount or tax_minor <> tax "
        "or total_minor <> amount + discount + tax",
    )

    assert wrong == []


@pytest.mark.rule("1.4", "5.7", "trap 31")
def test_exclusive_tax_is_the_rounded_share_of_the_line_or_of_the_invoice(
    con: duckdb.DuckDBPyConnection, tables: dict[str, list[Row]]
) -> None:
    sellers = {row["entity_id"]: row for row in tables["entities"]}
    bases: dict[tuple[object, ...], list[int]] = defaultdict(list)
    found: dict[tuple[object, ...], int] = defaultdict(int)
    for invoice, entity, percent, base, tax in rows(
        con,
        "select invoice_id, entity_id, tax_percent, amount_minor + discount_minor, "
        "tax_minor from marts.invoice_lines where tax_percent is not null",
    ):
        key = (invoice, entity, percent)
        bases[key].append(int(str(base)))
        found[key] += int(str(tax))

    for key, listed in bases.items():
        _, entity, percent = key
        rounding = str(sellers[entity]["rounding"])
        share = Fraction(str(percent)) / 100
        parts = (
            [sum(listed)] if sellers[entity]["tax_rounding"] == "invoice" else listed
        )
        assert found[key] == sum(rounded(part * share, rounding) for part in parts), key
    assert len(bases) > 100


@pytest.mark.rule("1.4", "5.6")
def test_a_percentage_is_taken_off_the_invoice_and_loses_nothing_on_its_lines(
    con: duckdb.DuckDBPyConnection, tables: dict[str, list[Row]]
) -> None:
    roundings = {row["entity_id"]: str(row["rounding"]) for row in tables["entities"]}
    forever = only_one_forever(tables)
    checked = 0
    for company, entity, dated, amount, discount in rows(
        con,
        "select company_id, entity_id, invoice_date, sum(amount_minor), "
        "sum(lines.discount_minor) from marts.invoice_lines as lines "
        "inner join intermediate.int_invoices_united as invoices "
        "using (invoice_id, company_id, entity_id) "
        "where kind not in ('credit', 'prior_period_adjustment') "
        "and (kind <> 'minimum_true_up' or item_id is not null) group by all",
    ):
        row = forever.get(str(company))
        if row is None or str(row["starts_on"]) > str(dated):
            continue
        share = Fraction(str(row["value"])) / 100
        whole = rounded(int(str(amount)) * share, roundings[entity])
        assert discount == -whole, (company, dated)
        checked += 1
    assert checked > 10


def only_one_forever(tables: dict[str, list[Row]]) -> dict[str, Row]:
    """Discounts of companies that have one, and no contract that has another."""
    signed = {row["company_id"] for row in tables.get("contracts", [])}
    listed: dict[str, list[Row]] = defaultdict(list)
    for row in tables.get("discounts", []):
        listed[str(row["company_id"])].append(row)
    return {
        company: found[0]
        for company, found in listed.items()
        if company not in signed
        and len(found) == 1
        and (found[0]["kind"], found[0]["duration"]) == ("percent", "forever")
    }
