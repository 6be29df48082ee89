"""Books whose ids, names and currencies no journal accepts as they are."""

from tests.support.world import CUSTOMER, SELLER, Row

NAMES = ('a "b" \\c', "x, y; z|w", "  ", "株式会社", "ver:y  wide)", "plain", "Plain")
CURRENCIES = {"us": "USD", "Us": "USD", "jp.jp": "JPY", "jp/jp": "KWD", "ß": "EUR"}


def _company(place: int, entity: str, name: str) -> Row:
    return {
        **CUSTOMER,
        "company_id": f"{name}-{place}",
        "entity_id": entity,
        "name": name,
        "currency": CURRENCIES[entity],
    }


def _documents(place: int, entity: str, name: str) -> tuple[Row, Row]:
    currency = CURRENCIES[entity]
    company = f"{name}-{place}"
    billed: Row = {
        "entity_id": entity,
        "invoice_no": f"{name}/{place}",
        "company_id": company,
        "invoice_date": "2026-01-10",
        "due_date": "2026-02-10",
        "currency": currency,
        "total_minor": 100_000_000_000_001 + place,
    }
    paid: Row = {
        "payment_id": f"{name};{place}",
        "company_id": company,
        "received_at": "2026-01-20T12:00:00Z",
        "amount_minor": 5 + place,
        "currency": currency,
        "method": "wire",
    }
    return billed, paid


PLACES = [
    (place, entity, name)
    for place, (entity, name) in enumerate(
        (entity, name) for entity in CURRENCIES for name in NAMES if name.strip()
    )
]
STRANGE: dict[str, list[Row]] = {
    "entities": [
        {**SELLER, "entity_id": entity, "currency": currency, "invoice_prefix": entity}
        for entity, currency in CURRENCIES.items()
    ],
    "companies": [_company(*place) for place in PLACES],
    "issued_invoices": [_documents(*place)[0] for place in PLACES],
    "payments": [_documents(*place)[1] for place in PLACES],
    "accounts": [
        {"account": "1.000", "name": 'Bank "A", x', "kind": "asset", "role": "bank"},
        {"account": "1-000", "name": "%", "kind": "asset", "role": "receivable"},
    ],
}
