"""Writes the ledger as hledger reads it."""

from collections.abc import Iterator

from app.documents.journal_entries import JournalHead, JournalTransaction
from app.documents.one_line import on_one_line

TYPES = {
    "asset": "A",
    "liability": "L",
    "equity": "E",
    "income": "R",
    "expense": "X",
}


def head(journal: JournalHead) -> Iterator[str]:
    """Declare the decimal mark, currencies and accounts, as the strict checks ask."""
    yield f"; {on_one_line(journal.title)}"
    yield "decimal-mark ."
    for one in journal.currencies:
        yield f"commodity 1000.{'0' * one.exponent} {one.currency}"
    for named in journal.accounts:
        account = named.account
        yield f"account {named.name}"
        yield f"    ; type:{TYPES[account.account_kind]}"
        yield f"    ; code:{_value(account.account)}"
        yield f"    ; name:{_value(account.account_name)}"
        yield f"    ; entity:{_value(account.entity_id)}"
        yield f"    ; role:{_value(account.account_role)}"


def transaction(one: JournalTransaction) -> Iterator[str]:
    """Write one transaction with its document; no amount is left to be inferred."""
    yield ""
    yield f"{one.booked_on} * {_description(one.telling)}"
    yield f"    ; transaction:{_value(one.transaction_id)}"
    yield f"    ; kind:{_value(one.document_kind)}"
    yield f"    ; document:{_value(one.document_id)}"
    yield f"    ; document-date:{one.document_date}"
    if one.company_id is not None:
        yield f"    ; company:{_value(one.company_id)}"
    for line in one.lines:
        yield f"    {line.account}  {line.amount} {line.currency}"
        if line.company_id is not None:
            yield f"    ; company:{_value(line.company_id)}"


def _description(value: str) -> str:
    """Keep what begins a comment or divides payee from note out of a description."""
    return on_one_line(value).translate(str.maketrans(";|", "  "))


def _value(value: str) -> str:
    """Write a tag's value, which ends at a comma: `a, b` becomes `a%2C b`."""
    return on_one_line(value).replace("%", "%25").replace(",", "%2C")
