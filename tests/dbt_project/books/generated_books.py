"""Companies with any documents about money, drawn by Hypothesis, billed in one world.

Every id holds `@`, which becomes the company's name, so that any number of companies
is disjoint in one execution of the models. Documents contradict each other on purpose.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.support.drawn import drawn
from tests.support.generated_worlds import Customer
from tests.support.world import SELLER, Row

FIRST = date(2026, 1, 1)
LAST = date(2026, 3, 31)
SELLERS: tuple[Row, ...] = (
    SELLER,
    {**SELLER, "entity_id": "de", "currency": "EUR", "time_zone": "Europe/Berlin"},
    {**SELLER, "entity_id": "nz", "time_zone": "Pacific/Chatham"}
    | {"currency": "JPY", "aging_basis": "invoice_date"},
)
CURRENCIES = {"us": "USD", "de": "EUR", "nz": "JPY"}
PRODUCTS: tuple[Row, ...] = (
    {"product_id": "seat", "name": "Seat", "category": "recurring", "unit_cost": 40}
    | {"cost_currency": "USD", "department_id": "services"},
    {"product_id": "gb", "name": "Storage", "category": "usage", "unit_cost": "0.7"}
    | {"cost_currency": "JPY"},
    {"product_id": "hour", "name": "Labor", "category": "time"},
    {"product_id": "cable", "name": "Cable", "category": "one_off"},
)
KINDS = {"seat": "recurring", "gb": "usage", "hour": "time", "cable": "one_off"}
RATES: tuple[Row, ...] = tuple(
    {"date": day, "base_currency": "USD", "quote_currency": currency, "rate": rate}
    for day in ("2025-12-01", "2026-02-01")
    for currency, rate in (("EUR", "0.92"), ("JPY", "151.3"))
)
TECHNICIANS: tuple[Row, ...] = tuple(
    {"technician_id": "ann", "name": "Ann", "effective_from": day}
    | {"cost_rate_minor": cost, "currency": "USD"}
    for day, cost in (("2025-01-01", 5000), ("2026-02-10", 6100))
)

Draw = Callable[[st.SearchStrategy[Any]], Any]
Tables = dict[str, list[Row]]

days = st.integers(0, 110).map(lambda n: FIRST + timedelta(days=n))
charges = st.sampled_from((-900, 0, 900)) | st.integers(-300, 5000)
maybe_days = st.none() | days
amounts = st.integers(1, 6000)
instants = st.tuples(days, st.integers(0, 23)).map(
    lambda drawn: f"{drawn[0]}T{drawn[1]:02}:30:00Z"
)


@st.composite
def companies(draw: Draw) -> Mapping[str, tuple[Row, ...]]:
    """Draw a company and its documents, which need not make sense together."""
    seller = draw(st.sampled_from(tuple(CURRENCIES)))
    own = CURRENCIES[seller]
    tables: Tables = {
        "companies": [
            {"company_id": "@", "entity_id": seller, "name": "@", "currency": own}
            | {"created_on": "2025-01-01"}
        ]
    }
    numbers = [f"@-{place}" for place in range(draw(st.integers(1, 4)))]
    for number in numbers:
        _invoice(draw, tables, seller, number, own)
    payments = [f"p@-{place}" for place in range(draw(st.integers(0, 4)))]
    for name in payments:
        _payment(draw, tables, name, own, numbers)
    for number in numbers:
        _settlements(draw, tables, seller, number, payments, numbers)
    for place in range(draw(st.integers(0, 4))):
        _wallet_entry(draw, tables, place, own, numbers)
    for place in range(draw(st.integers(0, 2))):
        _work(draw, tables, seller, place)
    return {table: tuple(found) for table, found in tables.items()}


def generate(number: int) -> list[Customer]:
    """Generate that many companies, as `drawn` draws them."""
    return drawn(companies(), number)


def tables_of(batch: list[Customer]) -> Tables:
    """Return the rows of all companies of a batch, with what they share."""
    tables: Tables = {
        "entities": [*SELLERS],
        "products": [*PRODUCTS],
        "fx_rates": [*RATES],
        "technicians": [*TECHNICIANS],
    }
    for customer in batch:
        for table, found in customer.rows().items():
            tables.setdefault(table, []).extend(found)
    return tables


def _add(tables: Tables, table: str, row: Row) -> None:
    tables.setdefault(table, []).append(row)


def _invoice(draw: Draw, tables: Tables, seller: str, number: str, own: str) -> None:
    dated = FIRST + timedelta(days=draw(st.integers(0, 85)))
    key: Row = {"entity_id": seller, "invoice_no": number}
    total, lines = 0, draw(st.integers(0, 3))
    for place in range(1, lines + 1):
        product = draw(st.sampled_from(tuple(KINDS)))
        starts = dated + timedelta(days=draw(st.integers(-60, 60)))
        amount, tax = draw(charges), draw(st.integers(0, 200))
        discount = -draw(st.sampled_from((0, 0, max(amount // 3, 0))))
        total += amount + discount + tax
        line: Row = {
            "line_no": place,
            "product_id": product,
            "kind": KINDS[product],
            "period_start": starts,
            "period_end": starts + timedelta(days=draw(st.integers(0, 120))),
            "quantity": draw(st.integers(1, 9)),
            "unit_amount": draw(st.none() | st.integers(1, 5000)),
            "amount_minor": amount,
            "discount_minor": discount,
            "tax_minor": tax,
        }
        _add(tables, "issued_invoice_lines", {**key, **line})
    status = draw(st.sampled_from(("issued",) * 9 + ("paid", "void", "uncollectible")))
    header: Row = {
        "company_id": "@",
        "invoice_date": dated,
        "due_date": dated + timedelta(days=draw(st.integers(-5, 45))),
        "currency": draw(st.sampled_from((own,) * 5 + ("USD", "EUR"))),
        "total_minor": total if lines else draw(amounts),
        "status": status,
        "voided_on": draw(maybe_days) if status == "void" else None,
        "closed_on": draw(maybe_days) if status in {"paid", "uncollectible"} else None,
    }
    _add(tables, "issued_invoices", {**key, **header})


def _payment(
    draw: Draw, tables: Tables, name: str, own: str, numbers: list[str]
) -> None:
    status = draw(st.sampled_from(("succeeded",) * 6 + ("failed", "reversed")))
    payout = st.sampled_from((None, "po@"))
    paid: Row = {
        "payment_id": name,
        "company_id": "@",
        "received_at": draw(instants),
        "amount_minor": draw(amounts),
        "currency": draw(st.sampled_from((own,) * 6 + ("USD", "EUR"))),
        "method": draw(st.sampled_from(("card", "wire", "ach", "wallet"))),
        "reference": f"w@-{draw(st.integers(0, 3))}",
        "status": status,
        "fee_minor": draw(st.sampled_from((0, 30))),
        "invoice_no": draw(st.sampled_from((None, None, "NOPE", *numbers))),
        "reversed_on": draw(maybe_days) if status == "reversed" else None,
        "stripe_payout_id": draw(payout),
    }
    _add(tables, "payments", paid)
    for place in range(draw(st.sampled_from((0, 0, 1, 2)))):
        refund: Row = {
            "refund_id": f"r{place}{name}",
            "payment_id": name,
            "refunded_at": draw(instants),
            "amount_minor": draw(amounts),
            "credit_note_no": draw(st.sampled_from((None, None, f"n{numbers[0]}"))),
            "stripe_payout_id": draw(payout),
        }
        _add(tables, "refunds", refund)
    if draw(st.integers(0, 3)) == 0:
        opened = draw(days)
        dispute: Row = {
            "dispute_id": f"d{name}",
            "payment_id": name,
            "opened_on": opened,
            "amount_minor": draw(amounts),
            "fee_minor": 15,
            "status": draw(st.sampled_from(("open", "won", "lost"))),
            "closed_on": draw(st.sampled_from((None, opened + timedelta(days=9)))),
        }
        _add(tables, "disputes", dispute)


def _settlements(  # noqa: PLR0917
    draw: Draw,
    tables: Tables,
    seller: str,
    number: str,
    payments: list[str],
    numbers: list[str],
) -> None:
    stated: Row = {"entity_id": seller, "invoice_no": number}
    if draw(st.integers(0, 2)) == 0:
        note: Row = {
            "credit_note_no": f"n{number}",
            "issued_on": draw(days),
            "amount_minor": draw(amounts),
        }
        _add(tables, "credit_notes", {**stated, **note})
        if draw(st.booleans()):
            used: Row = {
                "credit_note_no": f"n{number}",
                "applied_on": draw(days),
                "invoice_no": draw(st.sampled_from(numbers)),
                "amount_minor": draw(amounts),
            }
            _add(tables, "applications", {**stated, **used})
    if draw(st.integers(0, 4)) == 0:
        lost: Row = {
            "write_off_id": f"w{number}",
            "written_off_on": draw(days),
            "amount_minor": draw(amounts),
        }
        _add(tables, "write_offs", {**stated, **lost})
    for _ in range(draw(st.integers(0, 2)) if payments else 0):
        said: Row = {
            **stated,
            "payment_id": draw(st.sampled_from(payments)),
            "applied_on": draw(days),
            "amount_minor": draw(amounts | st.integers(-500, -1)),
        }
        # now and then the same words twice: two applications, not one
        for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
            _add(tables, "applications", said)


def _wallet_entry(
    draw: Draw, tables: Tables, place: int, own: str, numbers: list[str]
) -> None:
    kinds = ("top_up", "charge", "charge", "promotional", "expiry", "refund")
    entry: Row = {
        "entry_id": f"w@-{place}",
        "company_id": "@",
        "currency": own,
        "kind": draw(st.sampled_from((*kinds, "reversal"))),
        "amount_minor": draw(amounts),
        "booked_at": draw(instants),
        "invoice_no": draw(st.sampled_from((None, "NOPE", *numbers))),
        "reference": f"w@-{draw(st.integers(0, 3))}",
    }
    _add(tables, "wallet_entries", entry)


def _work(draw: Draw, tables: Tables, seller: str, place: int) -> None:
    hours: Row = {
        "entry_id": f"t@-{place}",
        "company_id": "@",
        "technician_id": draw(st.sampled_from(("ann", "ann", "nobody"))),
        "worked_at": draw(instants),
        "minutes": draw(st.integers(1, 500)),
        "product_id": draw(st.sampled_from((None, "hour"))),
    }
    _add(tables, "time_entries", hours)
    approved = draw(maybe_days)
    drive: Row = {
        "reimbursement_id": f"m@-{place}",
        "spent_on": draw(days),
        "kind": "mileage",
        "amount_minor": draw(amounts),
        "currency": CURRENCIES[seller],
        "entity_id": seller,
        "approved_on": approved,
        "paid_on": draw(maybe_days) if approved else None,
    }
    _add(tables, "reimbursements", drive)
    payout: Row = {
        "payout_id": "po@",
        "entity_id": seller,
        "paid_on": draw(days),
        "amount_minor": draw(amounts),
        "currency": CURRENCIES[seller],
    }
    if place == 0:
        _add(tables, "payouts", payout)
