"""The canonical content of an invoice, and the hash that freezes it (semantics 5.2)."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.invoice import Draft, DraftLine

HASH_VERSION = 3
_JOINED = {
    2: ("tax_rate_id", "tax_percent", "tax_reason", "is_tax_inclusive"),
    3: ("discounts_taken",),
}
"""The fields of a line that each version of the content added to the one before."""


@dataclass(frozen=True, kw_only=True)
class InvoiceHeader:
    """What an issued invoice says above its lines."""

    entity_id: str
    invoice_no: str
    company_id: str
    currency: str
    invoice_date: date
    due_date: date
    period_start: date | None
    period_end: date | None
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int


def header_of(draft: Draft, *, invoice_no: str) -> InvoiceHeader:
    """Give a draft the number it was issued under."""
    return InvoiceHeader(
        entity_id=draft.entity_id,
        invoice_no=invoice_no,
        company_id=draft.company_id,
        currency=draft.currency,
        invoice_date=draft.invoice_date,
        due_date=draft.due_date,
        period_start=draft.period_start,
        period_end=draft.period_end,
        subtotal_minor=draft.subtotal_minor,
        discount_minor=draft.discount_minor,
        tax_minor=draft.tax_minor,
        total_minor=draft.total_minor,
    )


def plain_decimal(value: Decimal) -> str:
    """Write a decimal one way only: 1, 1.0 and 1E+0 are all `1`."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def canonical_content(
    header: InvoiceHeader,
    lines: tuple[DraftLine, ...],
    *,
    version: int = HASH_VERSION,
) -> bytes:
    """Serialise header and all lines to bytes that equal content always shares.

    A version does not know the fields that joined after it; one that is filled all
    the same is content that was not there, and shows.
    """
    ordered = sorted(lines, key=lambda line: line.line_no)
    content = {
        "header": asdict(header),
        "lines": [_known_to(version, asdict(line)) for line in ordered],
    }
    text = json.dumps(
        content,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        default=_plain,
    )
    return f"tallyhouse invoice content v{version}\n{text}".encode()


def content_hash(
    header: InvoiceHeader,
    lines: tuple[DraftLine, ...],
    *,
    version: int = HASH_VERSION,
) -> str:
    """Give the SHA-256 over the canonical content, in hex."""
    content = canonical_content(header, lines, version=version)
    return hashlib.sha256(content).hexdigest()


def _known_to(version: int, line: dict[str, Any]) -> dict[str, Any]:
    later = {
        name for since, names in _JOINED.items() if since > version for name in names
    }
    return {k: v for k, v in line.items() if k not in later or v is not None}


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")
