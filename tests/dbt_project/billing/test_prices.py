"""Which price holds, and what an override makes of it."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of

OVERRIDE = {"product_id": "sold", "effective_from": "2026-01-01", "approved_by": "cfo"}


def stories(world: World) -> None:
    world.product("sold")
    monthly = {"product_id": "sold", "interval": "month"}
    world.price("list", **monthly, unit_amount=1000)
    world.price("next_list", **monthly, unit_amount=1100, effective_from="2026-03-02")
    world.price("gold", **monthly, tier="gold", unit_amount=900)
    world.price("own", **monthly, company_id="own", unit_amount=800)
    world.price("agreed", **monthly, contract_id="agreed", unit_amount=700)
    world.price("euros", **monthly, currency="EUR", unit_amount=1)
    world.product("unpriced")
    world.product("costly", unit_cost=900, cost_currency="USD", margin_floor_pct=20)
    world.price("costly", unit_amount=1000, interval="month")
    world.product("huge")
    world.price("huge", unit_amount="9999999999.9999999999", interval="month")

    world.subscribe("plain", "sold")
    world.company("golden", tier="gold")
    world.subscribe("golden", "sold")
    world.company("own", tier="gold")
    world.subscribe("own", "sold")
    world.price("over", **monthly, contract_id="over", unit_amount=600)
    ends = {"agreed": None, "old": "2026-03-01", "over": "2026-03-20"}
    for name, contract in (("under", "agreed"), ("expired", "old"), ("ended", "over")):
        world.company(name)
        world.add(
            "contracts",
            contract_id=contract,
            company_id=name,
            type="msa",
            starts_on="2025-01-01",
            ends_on=ends[contract],
            currency="USD",
            status="expired" if contract == "over" else "active",
            payment_terms_days=10,
        )
        world.subscribe(name, "sold", contract_id=contract)
    world.subscribe("fixed", "sold", price_id="gold")
    for name, override in {
        "percent": {"kind": "percent", "value": "33.333333"},
        "amount_off": {"kind": "amount_off", "value": "0.5"},
        "price": {"kind": "price", "value": "123.4"},
        "unapproved": {"kind": "price", "value": "1", "approved_by": None},
    }.items():
        world.subscribe(name, "sold")
        row = OVERRIDE | {"override_id": name, "company_id": name} | override
        world.add("price_overrides", **row)
    world.subscribe("nothing", "unpriced")
    world.subscribe("cheap", "costly")
    world.subscribe("limit", "huge", quantity="999999999999.999999")
    world.subscribe("tiny", "huge", quantity="0.000001")


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([stories])


AMOUNTS = {
    "plain": (1000, "list:list"),
    "golden": (900, "tier:gold"),
    "own": (800, "company:own"),
    "under": (700, "contract:agreed"),
    "expired": (1000, "list:list"),
    # has expired since, and was in force until it ended
    "ended": (600, "contract:over"),
    "fixed": (900, "fixed:gold"),
    "percent": (667, "override:percent list:list"),
    "amount_off": (1000, "override:amount_off list:list"),
    "price": (123, "override:price list:list"),
    "unapproved": (1000, "list:list"),
    # 0.000001 x 9 999 999 999.9999999999 is 9 999.9999..., rounded once
    "tiny": (10000, "list:huge"),
}


@pytest.mark.rule("1.3", "3.1")
@pytest.mark.rule("2.4", case="plain")
@pytest.mark.rule("1.2", case="tiny")
@pytest.mark.rule("3.10", case="expired")
@pytest.mark.parametrize("company", AMOUNTS)
def test_a_price_is_found_by_rule(con: duckdb.DuckDBPyConnection, company: str) -> None:
    found = con.execute(
        "select amount_minor, price_rule from marts.invoice_lines where company_id = ?",
        [company],
    ).fetchall()

    assert found == [AMOUNTS[company]]


@pytest.mark.rule("1.6", "3.9")
@pytest.mark.rule("2.4", case="nothing")
@pytest.mark.rule("3.1", case="cheap")
@pytest.mark.parametrize(
    ("company", "reason", "lines"),
    [
        ("nothing", "no_price item nothing", 0),
        ("limit", "cannot_be_rated item limit", 0),
        ("cheap", "margin_below_floor product costly", 1),
    ],
)
def test_what_cannot_be_billed_holds_its_draft(
    con: duckdb.DuckDBPyConnection, company: str, reason: str, lines: int
) -> None:
    found = con.execute(
        "select status, reason from intermediate.int_invoices_united "
        "where company_id = ?",
        [company],
    ).fetchall()

    assert found == [("pending_review", reason)]
    assert len(lines_of(con, company)) == lines


@pytest.mark.rule("2.5", "3.10")
def test_the_contract_in_force_sets_the_terms(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select company_id, due_date::varchar from intermediate.int_invoices_united "
        "where company_id in ('under', 'expired', 'ended') order by all"
    ).fetchall()

    assert found == [
        ("ended", "2026-03-11"),
        ("expired", "2026-03-31"),
        ("under", "2026-03-11"),
    ]
