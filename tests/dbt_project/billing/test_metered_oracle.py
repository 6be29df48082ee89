"""Metered items against an oracle: every aggregation, every model, every clause."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.preview import CompiledModels, violations
from tests.support.metered_customers import (
    AS_OF,
    SELLERS,
    Customer,
    draw_customer,
    rows_of,
)
from tests.support.rating_oracle import bounded, rate, rate_transactions, rounded
from tests.support.usage_oracle import Span, in_span, known_events, measure
from tests.support.world import Row, bill

COMPANIES = 150
Charge = tuple[str, date, str, Fraction]
Told = Callable[[Iterable[Customer]], set[Charge]]


@pytest.fixture
def told(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Told:
    """Bill customers and return their drafted lines; every check must hold."""

    def tell(customers: Iterable[Customer]) -> set[Charge]:
        tables: dict[str, list[Row]] = defaultdict(list)
        for name, (zone, rounding, window) in SELLERS.items():
            tables["entities"].append(
                {
                    "entity_id": name,
                    "currency": "USD",
                    "time_zone": zone,
                    "rounding": rounding,
                    "late_usage_days": window,
                }
            )
        for customer in customers:
            for table, row in rows_of(customer):
                tables[table].append(row)
        folder = tmp_path_factory.mktemp("metered")
        with bill(folder, compiled_models, as_of=AS_OF, **tables) as con:
            assert violations(con, compiled_models.tests) == {}
            return billed(con)

    return tell


def expected(customer: Customer, span: Span) -> Iterator[Charge]:
    """Yield the lines that the oracles make of a span."""
    price, rule = customer.price, customer.rounding
    quantity = measure(customer.aggregation, customer.events, span)
    quantity = Fraction(rounded(quantity * 10**12, rule), 10**12)
    inside = in_span(known_events(customer.events, span), span)
    if price.model != "percentage":
        exact = rate(price, quantity)
    elif customer.aggregation == "sum":
        exact = rate_transactions(price, [event.quantity for event in inside])
    else:
        exact = rate_transactions(price, [quantity] if quantity or inside else [])
    # a flat amount falls due without usage, but not on a trial
    exact = exact if span.days else Fraction(0)
    share = Fraction(span.days, (span.end - span.start).days)
    amount, lacking = bounded(price, exact, share, rule)
    yield customer.name, span.starts, f"usage {amount}", quantity
    if lacking:
        yield customer.name, span.starts, f"minimum_true_up {lacking}", Fraction(1)


def billed(con: duckdb.DuckDBPyConnection) -> set[Charge]:
    """Return the drafted lines in the oracle's words."""
    found = con.execute(
        "select company_id, period_start, kind, amount_minor, quantity "
        "from marts.invoice_lines"
    ).fetchall()
    return {
        (company, start, f"{kind} {amount}", Fraction(quantity))
        for company, start, kind, amount, quantity in found
    }


@pytest.mark.slow
@pytest.mark.rule("3.2", "3.3", "3.4", "3.5", "3.7", "1.2", "1.3", "2.1", "5.4")
@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_metered_items_bill_what_the_oracle_says(told: Told, seed: int) -> None:
    random = Random(seed)
    customers = {
        name: draw_customer(random, name) for name in map(str, range(COMPANIES))
    }
    should = {
        line
        for customer in customers.values()
        for span in customer.spans()
        for line in expected(customer, span)
    }
    found = told(customers.values())

    if found != should:
        name = min(found ^ should)[0]
        pytest.fail(
            f"billed   {_of(found - should, name)}\n"
            f"expected {_of(should - found, name)}\n{customers[name]}",
            pytrace=False,
        )


def _of(lines: Iterable[Charge], name: str) -> list[str]:
    found = sorted(line for line in lines if line[0] == name)
    return [f"{start} {what} for {quantity}" for _, start, what, quantity in found]
