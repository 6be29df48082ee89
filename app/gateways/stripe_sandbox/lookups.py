"""Reading calls: one object, a list with paging, and search by metadata."""

import re
from collections.abc import Callable
from typing import Any

from app.gateways.stripe_sandbox.answers import ApiError, listed, missing
from app.gateways.stripe_sandbox.books import Books
from app.gateways.stripe_sandbox.parameters import check, integer

Found = dict[str, Any]
_CLAUSE = re.compile(r"""metadata\[["'](\w+)["']\]:["']([^"']*)["']""")


def one(kind: str) -> Callable[[Books, str, Found], Found]:
    """Answer with one object."""
    return lambda books, object_id, _params: books.get(kind, object_id)


def many(kind: str, *, declaration: str, url: str) -> Callable[..., Found]:
    """Answer with a page of objects, newest first."""

    def answer(books: Books, _id: str, params: Found) -> Found:
        check(params, declaration)
        newest_first = books.all(kind)[::-1]
        kept = [each for each in newest_first if _matches(each, params)]
        return _page(kept, params, url=url, kind=kind)

    return answer


def search(kind: str, *, declaration: str, url: str) -> Callable[..., Found]:
    """Answer with the objects whose metadata have what the query says."""

    def answer(books: Books, _id: str, params: Found) -> Found:
        check(params, declaration)
        wanted = _CLAUSE.findall(params["query"])
        if not wanted:
            raise ApiError(f"Cannot read the query {params['query']}", param="query")
        kept = [
            each
            for each in books.all(kind)
            if all(each["metadata"].get(name) == value for name, value in wanted)
        ]
        body = {"object": "search_result", "data": kept, "has_more": False}
        return body | {"url": url, "next_page": None}

    return answer


def lines_of_invoice(books: Books, invoice_id: str, params: Found) -> Found:
    """Answer with a page of an invoice's lines, in their order."""
    books.get("invoice", invoice_id)
    lines = books.all("line_item", owner=invoice_id)
    url = f"/v1/invoices/{invoice_id}/lines"
    return _page(lines, params, url=url, kind="line_item")


def _page(found: list[Found], params: Found, *, url: str, kind: str) -> Found:
    start = 0
    after = params.get("starting_after")
    if after is not None:
        places = [place for place, each in enumerate(found) if each["id"] == after]
        if not places:
            raise missing(kind, after)
        start = places[0] + 1
    limit = integer(params, "limit", 10)
    page = found[start : start + limit]
    return listed(page, url=url, has_more=len(found) > start + limit)


def _matches(each: Found, params: Found) -> bool:
    exact = ("customer", "status", "email", "collection_method")
    if any(name in params and each.get(name) != params[name] for name in exact):
        return False
    bounds = params.get("created", {})
    since = integer(bounds, "gte", 0) if isinstance(bounds, dict) else 0
    return each["created"] >= since


LOOKUPS: dict[str, Callable[[Books, str, Found], Found]] = {
    "/v1/customers": many(
        "customer", declaration="CustomerListParams", url="/v1/customers"
    ),
    "/v1/customers/search": search(
        "customer", declaration="CustomerSearchParams", url="/v1/customers/search"
    ),
    "/v1/customers/{id}": one("customer"),
    "/v1/invoices": many(
        "invoice", declaration="InvoiceListParams", url="/v1/invoices"
    ),
    "/v1/invoices/search": search(
        "invoice", declaration="InvoiceSearchParams", url="/v1/invoices/search"
    ),
    "/v1/invoices/{id}": one("invoice"),
    "/v1/invoices/{id}/lines": lines_of_invoice,
}
