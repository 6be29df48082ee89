from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.invoice import DraftLine
from app.domain.invoice_content import (
    InvoiceHeader,
    canonical_content,
    content_hash,
    plain_decimal,
)

HEADER = InvoiceHeader(
    entity_id="acme",
    invoice_no="ACME-00001",
    company_id="harbour",
    currency="USD",
    invoice_date=date(2026, 3, 1),
    due_date=date(2026, 3, 31),
    period_start=date(2026, 3, 1),
    period_end=date(2026, 4, 1),
    subtotal_minor=1000,
    discount_minor=0,
    tax_minor=0,
    total_minor=1000,
)
LINE = DraftLine(
    line_no=1,
    company_id="harbour",
    kind="recurring",
    amount_minor=1000,
    claim_key="item-1|2026-03-01|2026-04-01",
    quantity=Decimal("1.000000"),
    unit_amount=Decimal(1000),
)
DIGESTS = {
    1: "c24badab0f43033c42bcb226347c184c67f7b93e3a3ff84380aaf1cef03ef475",
    2: "2764e3174a215b14c3b6b36f884ac1c6f98147266fcdc96c52a05597b436135f",
    3: "2d371d58e550203284c0f8199b996093028bc1348f975b5a65d83ed4c88688d4",
}


@pytest.mark.rule("5.2")
def test_equal_decimals_of_other_scale_give_the_same_bytes():
    rescaled = replace(LINE, quantity=Decimal(1), unit_amount=Decimal("1E+3"))

    assert canonical_content(HEADER, (LINE,)) == canonical_content(HEADER, (rescaled,))


@pytest.mark.rule("5.2")
def test_the_order_in_which_lines_are_read_does_not_matter():
    second = replace(LINE, line_no=2, claim_key="item-2")

    assert content_hash(HEADER, (LINE, second)) == content_hash(HEADER, (second, LINE))


@pytest.mark.rule("5.2", "trap 62")
def test_every_field_of_header_and_line_is_covered_by_the_hash():
    known = content_hash(HEADER, (LINE,))

    for field in fields(InvoiceHeader):
        changed = replace(HEADER, **{field.name: "other"})
        assert content_hash(changed, (LINE,)) != known, field.name
    for field in fields(DraftLine):
        changed = replace(LINE, **{field.name: 99})
        assert content_hash(HEADER, (changed,)) != known, field.name


@pytest.mark.rule("5.2", "trap 62")
@pytest.mark.parametrize(("version", "digest"), DIGESTS.items())
def test_the_hash_of_a_version_never_changes(version, digest):
    assert content_hash(HEADER, (LINE,), version=version) == digest


@pytest.mark.rule("5.2", "trap 62")
@pytest.mark.parametrize(
    ("version", "written_in"),
    [
        (1, {"tax_rate_id": "vat"}),
        (1, {"tax_percent": Decimal(19)}),
        (1, {"tax_reason": "exempt"}),
        (1, {"is_tax_inclusive": False}),
        (1, {"discounts_taken": '{"loyal":-10}'}),
        (2, {"discounts_taken": '{"loyal":-10}'}),
    ],
)
def test_what_is_written_into_an_invoice_of_an_older_version_shows(version, written_in):
    changed = replace(LINE, **written_in)

    assert content_hash(HEADER, (changed,), version=version) != DIGESTS[version]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10))
def test_a_plain_decimal_reads_back_as_the_same_number(value):
    assert Decimal(plain_decimal(value)) == value
    assert plain_decimal(Decimal(plain_decimal(value))) == plain_decimal(value)
