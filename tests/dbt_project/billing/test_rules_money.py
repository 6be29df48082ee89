"""Currencies stay apart (1.5), and what has no amount is held by name (1.6)."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World

MARCH = {"period_start": "2026-03-01", "period_end": "2026-04-01"}


def two_currencies(world: World) -> None:
    world.price(
        "seat_eur", product_id="seat", currency="EUR", unit_amount=70, interval="month"
    )
    world.price(
        "seat_kwd",
        product_id="seat",
        currency="KWD",
        unit_amount="1234.5",
        interval="month",
    )
    world.company("both")
    for company in ("both", "child"):
        if company == "child":
            world.company("child", parent_company_id="both", bill_to_parent=True)
        for currency in ("USD", "EUR", "KWD"):
            name = f"{company} {currency}"
            world.add(
                "subscriptions",
                subscription_id=name,
                company_id=company,
                started_on="2026-03-01",
                currency=currency,
            )
            world.add(
                "subscription_items",
                item_id=name,
                subscription_id=name,
                product_id="seat",
                started_on="2026-03-01",
            )
    for currency in ("USD", "EUR"):
        world.add(
            "discounts",
            discount_id=currency,
            company_id="both",
            kind="amount",
            value=7,
            currency=currency,
            duration="forever",
            starts_on="2026-01-01",
        )


def costs(world: World) -> None:
    """A dollar of 90 yen on March 1, one of 100 from March 2 on."""
    for day, rate in (("2026-03-01", "90"), ("2026-03-02", "100")):
        world.add(
            "fx_rates", date=day, base_currency="USD", quote_currency="JPY", rate=rate
        )
    for product, currency in (("yen", "JPY"), ("rouble", "RUB")):
        world.product(product, unit_cost=450, cost_currency=currency)
        world.price(product, unit_amount=10000, interval="month")
        for start in ("2026-03-01", "2026-03-02"):
            world.subscribe(f"{product} {start[-2:]}", product, started_on=start)


def unknown(world: World) -> None:
    world.product("unpriced")
    world.product("toil", category="time")
    world.product("thing", category="one_off")
    world.subscribe("half_priced")
    world.add(
        "subscription_items",
        item_id="no price",
        subscription_id="half_priced",
        product_id="unpriced",
        started_on="2026-03-01",
    )
    world.company("worked")
    world.add(
        "technicians",
        technician_id="t",
        effective_from="2020-01-01",
        name="T",
        cost_rate_minor=1,
        currency="USD",
    )
    world.add(
        "time_entries",
        entry_id="hours",
        company_id="worked",
        technician_id="t",
        worked_at="2026-03-10T15:00:00Z",
        minutes=60,
        billable=True,
        product_id="toil",
    )
    world.add(
        "one_off_charges",
        charge_id="cable",
        company_id="worked",
        product_id="thing",
        charged_on="2026-03-10",
        quantity=1,
    )
    world.subscribe("francs", currency="CHF")
    world.subscribe("sound")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([two_currencies, costs, unknown], whole=True)


@pytest.mark.rule("1.1", "1.5", "2.4", "5.8", "trap 32")
def test_each_currency_has_an_invoice_of_its_own(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select currency, subtotal_minor, discount_minor from marts.invoices "
        "where company_id = 'both' order by all"
    ).fetchall()

    # the child's line beside the parent's: each 70 cents, 1.235 dinars, 100 dollars
    assert found == [("EUR", 140, -7), ("KWD", 2470, 0), ("USD", 20000, -7)]


@pytest.mark.rule("1.5")
@pytest.mark.parametrize(
    ("company", "cost"),
    # 450 yen are 5 dollars at 90, and 4.50 from the day on which it is 100
    [("yen 01", 500), ("yen 02", 450)],
)
def test_a_conversion_takes_the_latest_rate_by_its_day(
    con: duckdb.DuckDBPyConnection, company: str, cost: int
) -> None:
    found = con.execute(
        "select sum(cost_minor) from intermediate.int_line_costs where company_id = ?",
        [company],
    ).fetchone()

    assert found == (cost,)


@pytest.mark.rule("1.6")
def test_a_missing_rate_is_counted_and_never_a_cost_of_nothing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select company_id, cost_minor from intermediate.int_line_costs "
        "where month = '2026-03-01' and company_id like 'rouble%' order by all"
    ).fetchall()
    counted = con.execute(
        "select sum(uncosted_count) from marts.company_profitability_monthly "
        "where month = '2026-03-01' and company_id like 'rouble%'"
    ).fetchone()

    assert found == [("rouble 01", None), ("rouble 02", None)]
    assert counted == (2,)


@pytest.mark.rule("1.6", "3.9")
def test_an_item_without_a_price_is_named_and_everybody_else_is_billed(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select company_id, status, total_minor, reason "
        "from intermediate.int_invoices_united "
        "where company_id in ('half_priced', 'worked', 'francs', 'sound') order by all"
    ).fetchall()

    assert found == [
        # in francs there is no price
        ("francs", "pending_review", 0, "no_price item francs"),
        # what has a price is shown on the draft that is held
        ("half_priced", "pending_review", 10000, "no_price item no price"),
        ("sound", "draft", 10000, None),
        ("worked", "pending_review", 0, "no_price one_off cable; no_price time hours"),
    ]


@pytest.mark.rule("1.6")
def test_what_is_not_billed_is_a_finding_that_names_its_row(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select subject_table, subject_id, company_id from marts.findings "
        "where kind = 'no_price' order by all"
    ).fetchall()

    assert found == [
        ("one_off_charges", "cable", "worked"),
        ("subscription_items", "francs", "francs"),
        ("subscription_items", "no price", "half_priced"),
        ("time_entries", "hours", "worked"),
    ]


@pytest.mark.rule("1.1", "1.2")
def test_no_amount_price_or_quantity_is_a_binary_float(
    con: duckdb.DuckDBPyConnection,
) -> None:
    floats = con.execute(
        """
        select schema_name, table_name, column_name from duckdb_columns()
        where database_name = 'tallyhouse' and schema_name <> 'learning'
            and data_type in ('DOUBLE', 'FLOAT')
        """
    ).fetchall()
    narrow = con.execute(
        """
        select table_name, column_name, data_type from duckdb_columns()
        where schema_name in ('raw', 'marts')
            -- a view for tools that read Stripe shows major units, as those do
            and not starts_with(table_name, 'stripe__')
            and (
                column_name = 'unit_amount' and data_type <> 'DECIMAL(20,10)'
                or column_name like '%\\_minor' escape '\\' and data_type <> 'BIGINT'
            )
        """
    ).fetchall()

    assert floats == []
    assert narrow == []
