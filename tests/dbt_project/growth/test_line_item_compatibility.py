"""Tools built on dbt's Stripe package find its columns, in its units, here."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from app.preview import CompiledModels
from tests.support.world import CUSTOMER, Row, bill, rows

pytestmark = pytest.mark.slow

COLUMNS = [
    "header_id",
    "line_item_id",
    "line_item_index",
    "record_type",
    "created_at",
    "header_status",
    "billing_type",
    "currency",
    "product_id",
    "product_name",
    "product_type",
    "transaction_type",
    "quantity",
    "unit_amount",
    "discount_amount",
    "tax_amount",
    "total_amount",
    "payment_id",
    "payment_method",
    "payment_method_id",
    "payment_at",
    "fee_amount",
    "refund_amount",
    "subscription_id",
    "subscription_plan",
    "subscription_period_started_at",
    "subscription_period_ended_at",
    "subscription_status",
    "customer_id",
    "customer_created_at",
    "customer_level",
    "customer_name",
    "customer_company",
    "customer_email",
    "customer_city",
    "customer_country",
    "source_relation",
]


def line(number: int, amount: int, discount: int, tax: int) -> Row:
    return {
        "entity_id": "us",
        "invoice_no": "I1",
        "line_no": number,
        "subscription_id": "s",
        "product_id": "seat",
        "kind": "recurring",
        "period_start": "2026-01-01",
        "period_end": "2026-02-01",
        "quantity": 2,
        "unit_amount": Decimal(amount) / 2,
        "amount_minor": amount,
        "discount_minor": discount,
        "tax_minor": tax,
    }


@pytest.fixture(scope="module")
def con(
    tmp_path_factory: pytest.TempPathFactory, compiled_models: CompiledModels
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return one issued invoice of two lines, paid by card in two parts."""
    payment: Row = {
        "company_id": "acme",
        "currency": "USD",
        "method": "card",
        "invoice_no": "I1",
    }
    with bill(
        tmp_path_factory.mktemp("compatible"),
        compiled_models,
        as_of=date(2026, 1, 31),
        companies=[{**CUSTOMER, "email": "pay@acme.example"}],
        subscriptions=[
            {
                "subscription_id": "s",
                "company_id": "acme",
                "started_on": "2026-01-01",
                "billed_through": "2027-01-01",
            }
        ],
        issued_invoices=[
            {
                "entity_id": "us",
                "invoice_no": "I1",
                "company_id": "acme",
                "invoice_date": "2026-01-01",
                "due_date": "2026-01-31",
                "currency": "USD",
                "total_minor": 1458,
            }
        ],
        issued_invoice_lines=[line(0, 1001, -100, 90), line(7, 500, -83, 50)],
        payments=[
            {
                **payment,
                "payment_id": "p1",
                "received_at": "2026-01-05T10:00:00Z",
                "amount_minor": 1000,
                "fee_minor": 59,
            },
            {
                **payment,
                "payment_id": "p2",
                "received_at": "2026-01-06T10:00:00Z",
                "amount_minor": 458,
                "fee_minor": 43,
                "stripe_charge_id": "ch_2",
            },
        ],
    ) as con:
        yield con


def test_the_columns_are_those_of_the_package_in_their_order(
    con: duckdb.DuckDBPyConnection,
) -> None:
    described = con.execute("select * from marts.stripe__line_item_enhanced limit 0")

    assert [column[0] for column in described.description or ()] == COLUMNS


@pytest.mark.rule("1.1", "trap 36")
def test_amounts_are_major_units_and_only_once(con: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        con,
        "select line_item_index, record_type, billing_type, unit_amount, "
        "discount_amount, tax_amount, total_amount, fee_amount "
        "from marts.stripe__line_item_enhanced order by line_item_index",
    ) == [
        (
            *(0, "header", None, None),
            *(Decimal("1.83"), Decimal("1.4"), Decimal("-0.43"), Decimal("1.02")),
        ),
        (
            1,
            "line_item",
            "recurring",
            Decimal("5.005"),
            None,
            None,
            Decimal("10.01"),
            None,
        ),
        (2, "line_item", "recurring", Decimal("2.5"), None, None, Decimal(5), None),
    ]


def test_the_rows_of_an_invoice_sum_to_its_total(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        con,
        "select header_id, sum(total_amount) from marts.stripe__line_item_enhanced "
        "group by all",
    ) == [("us:I1", Decimal("14.58"))]


def test_a_row_says_who_paid_for_what_and_how(con: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        con,
        "select line_item_id, header_status, product_name, product_type, "
        "transaction_type, payment_id, payment_method, payment_method_id, "
        "cast(payment_at as varchar), "
        "subscription_id, subscription_status, "
        "cast(subscription_period_ended_at as varchar), "
        "customer_name, customer_email, customer_country, source_relation "
        "from marts.stripe__line_item_enhanced where line_item_index = 2",
    ) == [
        (
            *("us:I1#7", "paid", "Managed seat", "recurring"),
            *("charge", "p2", "card", "ch_2", "2026-01-06 10:00:00"),
            *("s", "active", "2026-02-01 00:00:00"),
            *("Acme Dental", "pay@acme.example", "US", "us"),
        )
    ]
