"""Catalogue rows that many small worlds are told with."""

from tests.support.world import Row, Value


def price(
    product: str = "seat",
    currency: str = "USD",
    unit_amount: str = "1000",
    **more: Value,
) -> Row:
    """Return a list price a unit and month from 2020 on, called `<product>_<currency>`.

    Example: `price(currency="EUR")` is `seat_EUR`, ten euro a seat.
    """
    return {
        "price_id": f"{product}_{currency}",
        "product_id": product,
        "currency": currency,
        "charge_model": "per_unit",
        "unit_amount": unit_amount,
        "interval": "month",
        "effective_from": "2020-01-01",
        **more,
    }


def rate(day: str, base: str, value: str, quote: str = "USD") -> Row:
    """Return what one unit of a currency is in another from a day on."""
    return {
        "date": day,
        "base_currency": base,
        "quote_currency": quote,
        "rate": value,
    }
