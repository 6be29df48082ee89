"""Price resolution in full (3.1): levels, ties, dates, overrides."""

from collections.abc import Callable

import duckdb
import pytest

from tests.dbt_project.billing.conftest import World, lines_of
from tests.support.world import Value

MONTHLY = {"interval": "month"}
CONTRACTED = ("has contract", "has all")
BOUGHT = "2026-02-10T12:00:00Z"
MODELS: dict[str, dict[str, Value]] = {
    "per_unit": {"unit_amount": 100},
    "package": {"unit_amount": 100, "package_size": 5},
    "flat": {"flat_amount": 1000},
    "graduated": {},
    "volume": {},
}


def levels(world: World) -> None:
    """A product with a price on every level; each customer lacks the one above."""
    world.product("level")
    for rule, amount, who in (
        ("list", 500, {}),
        ("tier", 400, {"tier": "gold"}),
        ("company", 300, {"company_id": "has company"}),
        ("both", 250, {"company_id": "has both", "tier": "gold"}),
        ("contract", 200, {"contract_id": "has contract"}),
        ("contract of all", 200, {"contract_id": "has all"}),
    ):
        world.price(
            rule,
            product_id="level",
            unit_amount=amount,
            # a lower level is more recent, and still gives way
            effective_from=f"2026-01-{amount // 50:02}",
            **MONTHLY,
            **who,
        )
    world.price(
        "own",
        product_id="level",
        unit_amount=260,
        company_id="has both",
        effective_from="2026-02-01",
        **MONTHLY,
    )
    world.subscribe("has list", "level")
    for company in ("has tier", "has company", "has both", "has contract", "has all"):
        world.company(company, tier="gold")
        world.subscribe(
            company,
            "level",
            contract_id=company if company in CONTRACTED else None,
        )
    for company in CONTRACTED:
        world.add(
            "contracts",
            contract_id=company,
            company_id=company,
            type="msa",
            starts_on="2025-01-01",
            currency="USD",
            status="active",
        )
    override(world, "has all", "has all", kind="price", value=100)


def ties(world: World) -> None:
    world.product("tied")
    for name, start in (("a", 1), ("c", 3), ("b", 3), ("later", 4)):
        world.price(
            name,
            product_id="tied",
            unit_amount=ord(name[0]),
            effective_from=f"2026-03-0{start}",
            **MONTHLY,
        )
    world.price(
        "ended",
        product_id="tied",
        unit_amount=1,
        effective_from="2026-03-02",
        effective_to="2026-03-03",
        **MONTHLY,
    )
    for name, amount in (("own x", 7), ("own z", 9), ("own y", 8)):
        world.price(
            name,
            product_id="tied",
            unit_amount=amount,
            company_id="of own equals",
            **MONTHLY,
        )
    world.subscribe("of own equals", "tied", started_on="2026-03-03")
    world.subscribe("of equals", "tied", started_on="2026-03-03")
    world.subscribe("before its end", "tied", started_on="2026-03-02")
    world.subscribe("of overrides", "tied", started_on="2026-03-03")
    for name, value in (("x", 7), ("z", 9), ("y", 8)):
        override(
            *(world, "of overrides", name),
            product_id="tied",
            kind="price",
            value=value,
        )
    override(
        *(world, "of overrides", "zz"),
        product_id="tied",
        kind="price",
        value=1,
        effective_from="2025-12-31",
    )


def override(world: World, company: str, name: str, **more: Value) -> None:
    """An approved override from January 1 on, of the product `level`."""
    world.add(
        "price_overrides",
        **{
            "override_id": name,
            "company_id": company,
            "product_id": "level",
            "effective_from": "2026-01-01",
            "approved_by": "cfo",
        }
        | more,
    )


def overridden(world: World) -> None:
    """Each charge model, ten units of it, under each kind of override."""
    for model, priced in MODELS.items():
        world.product(model)
        world.price(model, charge_model=model, **MONTHLY, **priced)
        if not priced:
            for bound, unit, flat in ((4, 100, 50), (None, 50, 30)):
                row: dict[str, Value] = {"price_id": model, "up_to": bound}
                world.add("price_brackets", **row, unit_amount=unit, flat_amount=flat)
        for kind, value in (("percent", 20), ("amount_off", 30), ("price", 60)):
            company = f"{model} {kind}"
            world.subscribe(company, model, quantity=10)
            override(world, company, company, product_id=model, kind=kind, value=value)
        override(world, f"{model} amount_off", f"{model} all", product_id="none")
    world.product("percentage", category="usage")
    world.price("percentage", charge_model="percentage", percent=10, fixed_amount=50)
    world.subscribe(
        "percentage percent", "percentage", meter="gb", started_on="2026-02-01"
    )
    world.use("percentage percent", BOUGHT, "1000")
    override(
        *(world, "percentage percent", "percentage percent"),
        product_id="percentage",
        kind="percent",
        value=20,
    )
    world.subscribe("more than all", "per_unit", quantity=10)
    override(
        *(world, "more than all", "more than all"),
        product_id="per_unit",
        kind="amount_off",
        value=101,
    )


def dated(world: World) -> None:
    """What starts inside a period counts from the next one and makes no segment."""
    world.product("dated")
    world.price("from 2020", product_id="dated", unit_amount=100, **MONTHLY)
    world.price(
        "from the middle",
        product_id="dated",
        unit_amount=200,
        effective_from="2026-02-15",
        **MONTHLY,
    )
    world.subscribe("new price", "dated", started_on="2026-02-01")
    world.subscribe("new override", "dated", started_on="2026-02-01")
    override(
        *(world, "new override", "from the middle"),
        product_id="dated",
        kind="price",
        value=10,
        effective_from="2026-02-15",
        effective_to="2026-03-02",
    )
    world.subscribe("ended override", "dated", started_on="2026-02-01")
    override(
        *(world, "ended override", "until March"),
        product_id="dated",
        kind="price",
        value=10,
        effective_to="2026-03-01",
    )
    for name, amount in (("slow", 10), ("fast", 30)):
        world.product(name, category="usage")
        world.price(name, unit_amount=amount)
    world.subscribe("metered", "slow", meter="gb", started_on="2026-01-01")
    world.change("metered", "2026-01-15T12:00:00Z", price_id="fast")
    for day in ("2026-01-20T12:00:00Z", BOUGHT):
        world.use("metered", day, "1")
    world.subscribe("fixed", "dated", price_id="from 2020")
    override(world, "fixed", "fixed", product_id="dated", kind="percent", value=50)


@pytest.fixture(scope="module")
def con(told: Callable[..., duckdb.DuckDBPyConnection]) -> duckdb.DuckDBPyConnection:
    return told([levels, ties, overridden, dated])


FOUND = {
    "has list": (500, "list:list"),
    "has tier": (400, "tier:tier"),
    "has company": (300, "company:company"),
    # a price of company and tier is more specific than the company's newer one
    "has both": (250, "company:both"),
    "has contract": (200, "contract:contract"),
    "has all": (100, "override:has all contract:contract of all"),
    # of equal dates the greater id
    "of equals": (ord("c"), "list:c"),
    "of own equals": (9, "company:own z"),
    "before its end": (1, "list:ended"),
    "of overrides": (9, "override:z list:c"),
    "fixed": (50, "override:fixed fixed:from 2020"),
}


@pytest.mark.rule("3.1", "5.9")
@pytest.mark.parametrize("company", FOUND)
def test_one_price_holds_and_the_line_says_which(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select amount_minor, price_rule from marts.invoice_lines where company_id = ?",
        [company],
    ).fetchall()

    assert found == [FOUND[company]]


AMOUNTS = {
    # ten units at 100, two packages at 100, 1000 once
    "per_unit percent": 800,
    "per_unit amount_off": 700,
    "per_unit price": 600,
    "package percent": 160,
    "package amount_off": 140,
    "package price": 120,
    "flat percent": 800,
    "flat amount_off": 970,
    "flat price": 60,
    # 4 x 100 + 50 + 6 x 50 + 30 = 780, and 10 x 50 + 30 = 530
    "graduated percent": 624,
    "graduated amount_off": 780,
    "graduated price": 780,
    "volume percent": 424,
    "volume amount_off": 530,
    "volume price": 530,
    # a tenth of 1000, and 50 less a fifth for the transaction
    "percentage percent": 140,
    "more than all": 0,
}


@pytest.mark.rule("3.1", "3.2")
@pytest.mark.parametrize("company", AMOUNTS)
def test_an_override_acts_on_what_its_model_prices_by(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    found = con.execute(
        "select sum(amount_minor) from marts.invoice_lines where company_id = ?",
        [company],
    ).fetchone()

    assert found == (AMOUNTS[company],)


DATED = {
    "new price": [
        ("02-01", "recurring", "02-01/03-01", 100),
        ("03-01", "recurring", "03-01/04-01", 200),
    ],
    "new override": [
        ("02-01", "recurring", "02-01/03-01", 100),
        ("03-01", "recurring", "03-01/04-01", 10),
    ],
    "ended override": [
        ("02-01", "recurring", "02-01/03-01", 10),
        ("03-01", "recurring", "03-01/04-01", 200),
    ],
    "metered": [
        ("02-01", "usage", "01-01/02-01", 10),
        ("03-01", "usage", "02-01/03-01", 30),
    ],
}


@pytest.mark.rule("3.1")
@pytest.mark.parametrize("company", DATED)
def test_a_price_is_that_of_the_period_s_first_day(
    con: duckdb.DuckDBPyConnection, company: str
) -> None:
    assert lines_of(con, company) == DATED[company]
