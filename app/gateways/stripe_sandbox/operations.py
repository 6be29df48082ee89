"""What each call does to the sandbox's books."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.gateways.stripe_sandbox import shapes
from app.gateways.stripe_sandbox.answers import ApiError
from app.gateways.stripe_sandbox.books import Books
from app.gateways.stripe_sandbox.parameters import check, integer

Params = dict[str, Any]
_SECONDS_PER_DAY = 86_400
_LINES_PER_CALL_MAX = 250


@dataclass(frozen=True)
class Operation:
    """One call that changes something, and the SDK's declaration of its parameters."""

    declaration: str
    do: Callable[[Books, str, Params], dict[str, Any]]


def _create_customer(books: Books, _id: str, params: Params) -> dict[str, Any]:
    made = shapes.customer(params)
    books.put(made)
    return made


def _create_invoice(books: Books, _id: str, params: Params) -> dict[str, Any]:
    if "customer" not in params:
        raise ApiError(
            "Must provide customer.", code="parameter_missing", param="customer"
        )
    if params.get("collection_method") == "send_invoice" and not (
        {"days_until_due", "due_date"} & params.keys()
    ):
        raise ApiError("If invoice collection method is send_invoice, set when due.")
    number = params.get("number")
    if number and any(one["number"] == number for one in books.all("invoice")):
        raise ApiError(f"The invoice number {number} is in use.", param="number")
    payer = _payer(books, params["customer"])
    made = shapes.invoice(params, payer=payer)
    made["effective_at"] = integer(params, "effective_at")
    made["due_date"] = integer(params, "due_date")
    days = integer(params, "days_until_due")
    if days is not None:
        made["due_date"] = made["created"] + days * _SECONDS_PER_DAY
    books.put(made, owner=payer["id"])
    return made


def _payer(books: Books, customer_id: str) -> dict[str, Any]:
    try:
        return books.get("customer", customer_id)
    except ApiError as error:
        if not (books.adopts_customers and customer_id.startswith("cus_")):
            raise ApiError(
                str(error), code="resource_missing", param="customer"
            ) from error
    adopted = shapes.customer({}) | {"id": customer_id}
    books.put(adopted)
    return adopted


def _add_lines(books: Books, invoice_id: str, params: Params) -> dict[str, Any]:
    invoice = _draft(books, invoice_id, doing="add lines to")
    if len(params["lines"]) > _LINES_PER_CALL_MAX:
        raise ApiError(f"At most {_LINES_PER_CALL_MAX} lines a call.", param="lines")
    for place, line in enumerate(params["lines"]):
        check(line, "InvoiceAddLinesParamsLine", where=f"lines[{place}].")
        amount = integer(line, "amount", 0)
        made = shapes.line_item(line, amount=amount, invoice=invoice)
        books.put(made, owner=invoice_id)
    lines = books.all("line_item", owner=invoice_id)
    changed = invoice | shapes.totalled(invoice_id, lines)
    books.put(changed)
    return changed


def _finalize(books: Books, invoice_id: str, _params: Params) -> dict[str, Any]:
    invoice = _draft(books, invoice_id, doing="finalize")
    at = shapes.now()
    is_settled = invoice["total"] <= 0
    changes = {"finalized_at": at, "paid_at": at if is_settled else None}
    changed = invoice | {
        "status": "paid" if is_settled else "open",
        "number": invoice["number"] or f"SANDBOX-{len(books.all('invoice')):04d}",
        "effective_at": invoice["effective_at"] or at,
        "status_transitions": invoice["status_transitions"] | changes,
        "ending_balance": min(0, invoice["total"]),
    }
    books.put(changed)
    return changed


def _void(books: Books, invoice_id: str, _params: Params) -> dict[str, Any]:
    invoice = books.get("invoice", invoice_id)
    if invoice["status"] not in {"open", "uncollectible"}:
        raise ApiError(f"You can only void open invoices; it is {invoice['status']}.")
    moment = {"voided_at": shapes.now()}
    changed = invoice | {
        "status": "void",
        "status_transitions": invoice["status_transitions"] | moment,
    }
    books.put(changed)
    return changed


def _draft(books: Books, invoice_id: str, *, doing: str) -> dict[str, Any]:
    invoice = books.get("invoice", invoice_id)
    if invoice["status"] != "draft":
        raise ApiError(
            f"You cannot {doing} this invoice, it is {invoice['status']}.",
            code="invoice_not_editable",
        )
    return invoice


OPERATIONS: dict[str, Operation] = {
    "/v1/customers": Operation("CustomerCreateParams", _create_customer),
    "/v1/invoices": Operation("InvoiceCreateParams", _create_invoice),
    "/v1/invoices/{id}/add_lines": Operation("InvoiceAddLinesParams", _add_lines),
    "/v1/invoices/{id}/finalize": Operation("InvoiceFinalizeInvoiceParams", _finalize),
    "/v1/invoices/{id}/void": Operation("InvoiceVoidInvoiceParams", _void),
}
