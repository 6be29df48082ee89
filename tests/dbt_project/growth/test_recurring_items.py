"""What an item recurs at: minimums, devices, tax, several amounts off, one rounding."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from app.preview import CompiledModels, violations
from tests.support.world import CUSTOMER, SELLER, Row, Value, bill, rows

COMPANIES = (
    *("overlaps", "yearly_off", "taxed", "exempt", "out", "metered", "guarded"),
    *("devices", "agreed", "halves", "weekly", "daily"),
)


def price(
    product: str, amount: str, every: str = "month", count: int = 1, **more: Value
) -> Row:
    return {
        "price_id": f"{product}_price",
        "product_id": product,
        "currency": "USD",
        "charge_model": "per_unit",
        "unit_amount": amount,
        "interval": every,
        "interval_count": count,
        "effective_from": "2020-01-01",
        **more,
    }


def item(company: str, product: str, name: str = "", **more: Value) -> Row:
    return {
        "item_id": name or f"{company}_{product}",
        "subscription_id": company,
        "product_id": product,
        "started_on": "2026-01-01",
        **more,
    }


def amount_off(name: str, company: str, value: int, **more: Value) -> Row:
    return {
        "discount_id": name,
        "company_id": company,
        "kind": "amount",
        "value": value,
        "currency": "USD",
        "duration": "forever",
        "starts_on": "2026-01-01",
        **more,
    }


PRICES = (
    price("seat", "1000"),
    price("vault", "500"),
    price("domain", "1000", "year"),
    price("guard", "700", minimum_minor=1500),
    price("calls", "2", minimum_minor=900),
    price("plain", "2"),
    price("agent", "250"),
    price("half", "3", "year"),
    price("week", "300", "week", 2),
    price("ten_days", "120", "day", 10),
)


@pytest.fixture(scope="module")
def world(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return one company for each thing that decides what an item recurs at."""
    with bill(
        tmp_path_factory.mktemp("items"),
        compiled_models,
        as_of=date(2026, 2, 28),
        entities=[SELLER],
        companies=[
            {**CUSTOMER, "company_id": name, "region": name, "tax_exempt": "false"}
            if name != "exempt"
            else {**CUSTOMER, "company_id": name, "region": "taxed", "tax_exempt": True}
            for name in COMPANIES
        ],
        products=[
            {"product_id": row["product_id"], "category": "recurring"} for row in PRICES
        ],
        prices=PRICES,
        tax_rates=[
            {
                "tax_rate_id": "vat",
                "entity_id": "us",
                "region": "taxed",
                "percent": "20",
                "inclusive": True,
                "effective_from": "2020-01-01",
            }
        ],
        subscriptions=[
            {"subscription_id": name, "company_id": name, "started_on": "2026-01-01"}
            for name in COMPANIES
        ],
        subscription_items=[
            *(item("overlaps", "seat"), item("overlaps", "vault")),
            item("yearly_off", "domain"),
            *(item("taxed", "seat", quantity=3), item("exempt", "seat", quantity=3)),
            item("out", "guard"),
            *(item("metered", "calls", meter="calls"),),
            item("metered", "plain", meter="plain"),
            item("guarded", "guard"),
            item("devices", "agent", device_class="server", device_policy="peak"),
            item(
                "agreed",
                "agent",
                device_class="server",
                device_policy="contracted",
                quantity=7,
            ),
            *(item("halves", "half", f"half{number}") for number in range(6)),
            *(item("weekly", "week"), item("daily", "ten_days")),
        ],
        subscription_changes=[
            {
                "change_id": "out",
                "item_id": "out_guard",
                "effective_at": "2026-02-10T12:00:00Z",
                "quantity": 0,
            }
        ],
        discounts=[
            amount_off("a_vault", "overlaps", 700, product_id="vault"),
            amount_off("b_all", "overlaps", 300),
            amount_off("c_year", "yearly_off", 250),
        ],
        usage=[
            {
                "event_id": f"{meter}1",
                "company_id": "metered",
                "meter": meter,
                "occurred_at": "2026-02-03T12:00:00Z",
                "quantity": "9000",
            }
            for meter in ("calls", "plain")
        ],
        rmm_device_counts=[
            {
                "event_id": f"{name}{day}",
                "company_id": name,
                "device_class": "server",
                "device_count": count,
                "observed_at": f"2026-{day}T12:00:00Z",
            }
            for day, count in (("01-10", 9), ("01-31", 4), ("02-20", 6))
            for name in ("devices", "agreed")
        ],
    ) as con:
        yield con


def recurring(con: duckdb.DuckDBPyConnection, company: str) -> list[tuple[object, ...]]:
    return rows(
        con,
        "select strftime(month, '%m'), product_id, closing_minor "
        f"from marts.mrr_monthly where company_id = '{company}' order by all",
    )


@pytest.mark.rule("5.6", "9.1")
def test_a_second_amount_is_taken_off_what_the_first_left(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "overlaps")[1:] == [("02", "seat", 700)]


@pytest.mark.rule("9.1")
def test_a_yearly_amount_off_a_yearly_price_is_rounded_once_with_it(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # (1000 - 250) / 12 = 62.5
    assert recurring(world, "yearly_off")[1:] == [("02", "domain", 63)]


@pytest.mark.rule("9.1", "trap 39b")
def test_a_tax_that_the_price_includes_is_no_revenue(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # 3 x 10.00 with 20 % in it; who is exempt pays 30.00 and all of it is ours
    assert recurring(world, "taxed")[1:] == [("02", "seat", 2500)]
    assert recurring(world, "exempt")[1:] == [("02", "seat", 3000)]


@pytest.mark.rule("9.1")
def test_an_item_counts_its_minimum_where_that_is_more(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "guarded")[1:] == [("02", "guard", 1500)]


@pytest.mark.rule("9.1")
def test_an_item_that_was_taken_out_has_no_minimum_left(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "out") == [("01", "guard", 1500), ("02", "guard", 0)]


@pytest.mark.rule("9.1")
def test_usage_recurs_with_its_minimum_alone(world: duckdb.DuckDBPyConnection) -> None:
    assert recurring(world, "metered")[1:] == [("02", "calls", 900)]


@pytest.mark.rule("9.1")
def test_devices_count_as_they_were_last_seen(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "devices") == [("01", "agent", 1000), ("02", "agent", 1500)]


@pytest.mark.rule("3.6", "9.1")
def test_contracted_devices_count_as_agreed_whatever_was_seen(
    world: duckdb.DuckDBPyConnection,
) -> None:
    assert recurring(world, "agreed") == [("01", "agent", 1750), ("02", "agent", 1750)]


@pytest.mark.rule("9.1", "trap 39b")
def test_weeks_and_days_are_their_share_of_a_year(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # 300 x 52 / 12 / 2 and 120 x 365 / 12 / 10
    assert recurring(world, "weekly")[1:] == [("02", "week", 650)]
    assert recurring(world, "daily")[1:] == [("02", "ten_days", 365)]


@pytest.mark.rule("1.4", "9.1")
def test_items_share_the_rounded_amount_of_their_product(
    world: duckdb.DuckDBPyConnection,
) -> None:
    # six times 3 / 12 is 1.5, so 2, and the first two items bear it
    assert rows(
        world,
        "select item_id, closing_minor, arr_minor from marts.mrr_items_monthly "
        "where company_id = 'halves' and month = '2026-02-01' order by all",
    ) == [("half0", 1, 12), ("half1", 1, 12)]
    assert recurring(world, "halves")[1:] == [("02", "half", 2)]


@pytest.mark.slow
@pytest.mark.rule("9.2", "trap 36")
def test_all_grains_of_recurring_revenue_agree(
    world: duckdb.DuckDBPyConnection, compiled_models: CompiledModels
) -> None:
    assert violations(world, compiled_models.tests) == {}
