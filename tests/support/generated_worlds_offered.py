"""Products and prices that a generated customer may buy."""

from collections.abc import Mapping

from hypothesis import strategies as st

from tests.support.world import Row

AMOUNTS = ("3100", "10000", "99.5", "0.0123", "3333.3333333333")


@st.composite
def offers(
    draw: st.DrawFn, currency: str, *, linear: bool, minimums: bool
) -> Mapping[str, tuple[Row, ...]]:
    """Draw one or two products with their prices, some of them raised later on."""
    products: list[Row] = []
    prices: list[Row] = []
    brackets: list[Row] = []
    for number in range(draw(st.integers(1, 2))):
        product = f"@p{number}"
        products.append(
            {
                "product_id": product,
                "category": "recurring",
                "proration": draw(st.sampled_from(["day", "day", "second", "none"])),
                "billing_timing": draw(st.sampled_from(["advance", "arrears"])),
            }
        )
        for version in range(draw(st.integers(1, 2))):
            price, tiers = _price(draw, product, version, linear=linear)
            if not minimums:
                price = {**price, "minimum_minor": None}
            prices.append({**price, "currency": currency})
            brackets.extend(tiers)
    offered = {"products": products, "prices": prices, "price_brackets": brackets}
    return {table: tuple(rows) for table, rows in offered.items() if rows}


def _price(
    draw: st.DrawFn, product: str, version: int, *, linear: bool
) -> tuple[Row, list[Row]]:
    model = (
        "per_unit"
        if linear
        else draw(
            st.sampled_from(
                ["per_unit", "per_unit", "flat", "graduated", "volume", "package"]
            )
        )
    )
    amount = draw(st.sampled_from(AMOUNTS))
    price: Row = {
        "price_id": f"{product}v{version}",
        "product_id": product,
        "company_id": "@",
        "charge_model": model,
        "unit_amount": amount,
        "flat_amount": amount if model == "flat" else None,
        "package_size": "3" if model == "package" else None,
        "minimum_minor": None if linear else draw(st.sampled_from([None, None, 5001])),
        "cap_minor": None if linear else draw(st.sampled_from([None, None, 20000])),
        "effective_from": "2020-01-01" if version == 0 else "2026-03-15",
    }
    if model not in {"graduated", "volume"}:
        return price, []
    return price, [
        {"price_id": price["price_id"], "up_to": "2", "unit_amount": amount},
        {
            "price_id": price["price_id"],
            "up_to": None,
            "unit_amount": "50.5",
            "flat_amount": draw(st.sampled_from([None, "7"])),
        },
    ]
