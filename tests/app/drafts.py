"""Small drafts to issue, rows that can be checked by eye."""

from datetime import date
from decimal import Decimal

from app.domain.actors import Actor, Role
from app.domain.invoice import Draft, DraftLine
from app.domain.numbering import NumberingScheme

FINANCE = Actor(actor_id="fay", role=Role.FINANCE, companies=None)

ACME = NumberingScheme(prefix="ACME")


def line(line_no: int = 1, **changes) -> DraftLine:
    values = {
        "line_no": line_no,
        "company_id": "harbour",
        "kind": "recurring",
        "amount_minor": 10000,
        "claim_key": f"item-{line_no}|2026-03-01|2026-04-01",
        "discount_minor": -1000,
        "tax_minor": 720,
        "quantity": Decimal("4.500000"),
        "unit_amount": Decimal("2222.2222222222"),
        "item_id": f"item-{line_no}",
        "product_id": "monitoring",
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 4, 1),
        "description": "Monitoring",
        "tax_rate_id": "vat",
        "tax_percent": Decimal("8.000000"),
        "tax_reason": "rated",
        "is_tax_inclusive": False,
        "discounts_taken": '{"loyal":-1000}',
    }
    return DraftLine(**values | changes)


def draft(company_id: str = "harbour", *, lines=None, **changes) -> Draft:
    own = f"{company_id}|item-1|2026-03-01"
    lines = lines or (line(company_id=company_id, claim_key=own),)
    subtotal = sum(part.amount_minor for part in lines)
    discount = sum(part.discount_minor for part in lines)
    tax = sum(part.tax_minor for part in lines)
    values = {
        "invoice_id": f"draft:acme:{company_id}:USD:2026-04-01",
        "entity_id": "acme",
        "company_id": company_id,
        "currency": "USD",
        "invoice_date": date(2026, 4, 1),
        "due_date": date(2026, 5, 1),
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 4, 1),
        "subtotal_minor": subtotal,
        "discount_minor": discount,
        "tax_minor": tax,
        "total_minor": subtotal + discount + tax,
        "run_id": "run-1",
        "numbering": ACME,
        "exponent": 2,
        "stripe_exponent": 2,
        "lines": tuple(lines),
        "company_name": f"{company_id.title()} Dental",
        "company_email": f"office@{company_id}.example",
    }
    return Draft(**values | changes)
