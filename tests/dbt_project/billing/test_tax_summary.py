"""Tax by rate: what an invoice is taxed on, how much, and why something is not."""

from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels
from tests.dbt_project.billing.conftest import World
from tests.support.issuing import issue_drafts
from tests.support.world import SELLER, Row, bill, rows

pytestmark = pytest.mark.slow

MARCH_1 = date(2026, 3, 1)


def story() -> World:
    """Three customers in Germany: two rates, one exempt, one with reverse charge."""
    world = World()
    world.tables["entities"].append({**SELLER, "tax_rounding": "invoice"})
    for rate, percent, code, inclusive in (
        ("full", 19, None, False),
        ("low", 7, "book", False),
        ("contained", 25, "meal", True),
    ):
        world.add(
            "tax_rates",
            tax_rate_id=rate,
            country="DE",
            tax_code=code,
            percent=percent,
            inclusive=inclusive,
            # on the invoice's own day
            effective_from="2026-03-01" if code == "meal" else None,
        )
    # of another part of Germany, and one whose last day is the one before
    for rate, more in (
        ("elsewhere", {"region": "BE"}),
        ("ended", {"effective_from": "2025-01-01", "effective_to": "2026-03-01"}),
    ):
        held: Row = {"country": "DE", "percent": 16, "inclusive": False}
        world.add("tax_rates", tax_rate_id=rate, **held | more)
    # more recent than those of Germany, and less specific
    world.add(
        "tax_rates",
        tax_rate_id="anywhere",
        percent=30,
        inclusive=False,
        effective_from="2026-02-01",
    )
    for product, code in (("rent", None), ("book", "book"), ("meal", "meal")):
        world.product(product, tax_code=code)
        world.price(product, unit_amount="1003", interval="month")
    for company, why in (
        ("many_rates", {"region": "BY"}),
        ("exempt", {"tax_exempt": True}),
        ("reversed", {"reverse_charge": True}),
        ("both", {"tax_exempt": True, "reverse_charge": True}),
    ):
        world.company(company, country="DE", **why)
        world.add(
            "subscriptions",
            subscription_id=company,
            company_id=company,
            started_on="2026-03-01",
        )
        for product in ("rent", "rent", "rent", "book", "meal"):
            world.add(
                "subscription_items",
                item_id=f"{company} {len(world.tables['subscription_items'])}",
                subscription_id=company,
                product_id=product,
                started_on="2026-03-01",
            )
    return world


@pytest.fixture(scope="module")
def drafted(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("world")
    return bill(folder, compiled_models, as_of=MARCH_1, **story().tables)


@pytest.fixture(scope="module")
def issued(
    tmp_path_factory: pytest.TempPathFactory,
    compiled_models: CompiledModels,
    drafted: duckdb.DuckDBPyConnection,
) -> duckdb.DuckDBPyConnection:
    folder, known = tmp_path_factory.mktemp("world"), story().tables
    return bill(
        folder, compiled_models, as_of=MARCH_1, **known, **issue_drafts(drafted)
    )


TAXED = [
    # 25 / 125 of 1003 is 200.6
    ("contained", 25, 802, 201, 1),
    # 19 % of 3009 is 571.71; line by line it would be three times 191
    ("full", 19, 3009, 572, 3),
    ("low", 7, 1003, 70, 1),
]
BY_RATE = (
    "select tax_rate_id, tax_percent::integer, base_minor, tax_minor, line_count "
    "from marts.invoice_taxes where invoice_id like '%many_rates%' order by all"
)


@pytest.mark.rule("5.7", "trap 31")
def test_an_invoice_shows_each_rate_s_base_and_amount(
    drafted: duckdb.DuckDBPyConnection, issued: duckdb.DuckDBPyConnection
) -> None:
    assert rows(drafted, BY_RATE) == TAXED
    assert rows(issued, BY_RATE) == TAXED


@pytest.mark.rule("5.7", "trap 31")
def test_bases_and_taxes_sum_to_the_invoice(
    drafted: duckdb.DuckDBPyConnection, issued: duckdb.DuckDBPyConnection
) -> None:
    for con in (drafted, issued):
        found = rows(
            con,
            "select invoice_id from marts.invoices as invoices "
            "left join marts.invoice_taxes as taxes using (invoice_id) "
            "group by invoice_id, total_minor, invoices.tax_minor "
            "having sum(base_minor + taxes.tax_minor) is distinct from total_minor "
            "or sum(taxes.tax_minor) is distinct from invoices.tax_minor",
        )

        assert found == []


@pytest.mark.rule("5.7")
def test_a_reason_says_why_nothing_is_taxed(
    drafted: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        drafted,
        "select lines.company_id, lines.tax_reason, sum(lines.amount_minor), "
        "sum(lines.tax_minor) from marts.invoice_lines as lines "
        "where lines.company_id <> 'many_rates' group by all order by all",
    )

    assert found == [
        ("both", "exempt", 5015, 0),
        ("exempt", "exempt", 5015, 0),
        ("reversed", "reverse_charge", 5015, 0),
    ]
