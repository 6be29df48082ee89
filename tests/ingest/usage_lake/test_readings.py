"""Meters that cannot be billed from day sums keep their events, corrected."""

from datetime import date
from decimal import Decimal

import pytest

pytestmark = pytest.mark.slow

SUBSCRIPTIONS = [
    {"subscription_id": "s", "company_id": "acme", "started_on": "2026-01-01"},
    {"subscription_id": "t", "company_id": "sakura", "started_on": "2026-01-01"},
]
READINGS = """
    select event_id, version, cast(quantity as integer), local_date, received_on
    from raw.usage_readings order by all
"""


def item(name: str, **values: object) -> dict[str, object]:
    return {
        "item_id": name,
        "subscription_id": "s",
        "product_id": "seat",
        "meter": "calls",
        "aggregation": "p95",
        "price_id": "",
        **values,
    }


@pytest.fixture
def metered(home):
    home.write("subscriptions.csv", SUBSCRIPTIONS)
    home.write("subscription_items.csv", [item("i")])
    return home


def test_only_meters_that_need_single_events_keep_them(metered, usage_row):
    metered.write(
        "subscription_items.csv",
        [
            item("i", meter="unique", aggregation="count_unique"),
            item("j", meter="summed", aggregation="sum"),
            item("k", meter="counted", aggregation="count"),
        ],
    )
    rows = [
        usage_row(f"{company} {meter}", company_id=company, meter=meter, unique_key="u")
        for company in ("acme", "sakura")
        for meter in ("unique", "summed", "counted")
    ]
    metered.write("usage.csv", rows)

    assert metered.land().rows(
        "select company_id, meter, unique_key from raw.usage_readings"
    ) == [("acme", "unique", "u")]


def test_nothing_is_kept_where_no_item_asks(home, usage_row):
    home.write("usage.csv", [usage_row("e")])

    landing = home.land()

    assert landing.rows(READINGS) == []
    assert not (home.lake / "usage" / "readings").exists()


@pytest.mark.parametrize(
    ("fixed", "changed_to", "kept"),
    [("seat-usd", "seat-usd", 0), ("fee", "seat-usd", 1), ("", "fee", 1)],
)
def test_a_percentage_price_needs_the_transactions(
    metered, usage_row, fixed, changed_to, kept
):
    metered.write("products.csv", "product_id,category\nseat,usage\nfees,usage\n")
    metered.write(
        "prices.csv",
        "price_id,product_id,currency,charge_model,unit_amount,percent\n"
        "seat-usd,seat,USD,per_unit,1,\nfee,fees,USD,percentage,,2\n",
    )
    metered.write(
        "subscription_items.csv", [item("i", aggregation="sum", price_id=fixed)]
    )
    metered.write(
        "subscription_changes.csv",
        "change_id,item_id,effective_at,price_id\n"
        f"c,i,2026-02-01T00:00:00Z,{changed_to}\n",
    )
    metered.write("usage.csv", [usage_row("e")])

    assert len(metered.land().rows(READINGS)) == kept


@pytest.mark.rule("3.7")
def test_a_correction_is_a_version_of_its_event(metered, usage_row):
    def correction(name: str, quantity: int, day: int):
        return usage_row(
            name,
            quantity=str(quantity),
            corrects_event_id="e",
            received_at=f"2026-03-{day}T12:00:00Z",
            occurred_at="2026-03-10T00:00:00Z",
        )

    metered.write(
        "usage.csv",
        [
            usage_row("e", quantity="100"),
            correction("late", 30, 21),
            correction("soon", 40, 20),
        ],
    )

    landing = metered.land()

    first = date(2026, 3, 1)
    assert landing.rows(READINGS) == [
        ("e", 0, 100, first, first),
        ("e", 1, 40, first, date(2026, 3, 20)),
        ("e", 2, 30, first, date(2026, 3, 21)),
    ]
    assert landing.rows(
        "select distinct datediff('minute', occurred_at, received_at) "
        "from raw.usage_readings"
    ) == [(5,)]


@pytest.mark.rule("3.7", "trap 22")
def test_repeats_and_conflicts_are_no_readings(metered, usage_row):
    metered.write(
        "usage.csv",
        [
            usage_row("e", quantity="5"),
            usage_row("e", quantity="5", received_at="2026-03-02T00:00:00Z"),
            usage_row("e", quantity="9", received_at="2026-03-03T00:00:00Z"),
            usage_row("e", quantity="7", source="other"),
        ],
    )

    assert metered.land().rows(
        "select source, cast(quantity as integer) from raw.usage_readings order by all"
    ) == [("api", 5), ("other", 7)]


def test_a_meter_that_is_asked_for_later_is_kept_without_summing_again(
    metered, usage_row
):
    metered.write("subscription_items.csv", [item("i", aggregation="sum")])
    metered.write("usage.csv", [usage_row("e", quantity="5")])
    before = metered.land()
    metered.write("subscription_items.csv", [item("i", aggregation="latest")])

    landing = metered.land()

    assert before.rows(READINGS) == []
    assert landing.rows("select quantity from raw.usage_readings") == [(Decimal(5),)]
    assert landing.report.touched_days == ()


def test_readings_are_kept_again_only_for_days_that_received_something(
    metered, usage_row
):
    metered.write(
        "usage/a.csv",
        [usage_row("a"), usage_row("b", occurred_at="2026-03-02T12:00:00Z")],
    )
    metered.land()
    metered.write("usage/late.csv", [usage_row("c")])

    landing = metered.land()

    folder = metered.lake / "usage" / "readings"
    files = {day.name: len(list(day.glob("*.parquet"))) for day in folder.iterdir()}
    assert files == {"day=2026-03-01": 2, "day=2026-03-02": 1}
    assert [row[0] for row in landing.rows(READINGS)] == ["a", "b", "c"]
