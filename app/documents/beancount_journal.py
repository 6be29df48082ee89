"""Writes the ledger as beancount reads it."""

from collections.abc import Iterator

from app.documents.journal_entries import JournalHead, JournalTransaction
from app.documents.one_line import on_one_line


def head(journal: JournalHead) -> Iterator[str]:
    """Declare currencies and accounts, from the first day anything was booked."""
    since = min((one.first_booked_on for one in journal.currencies), default=None)
    yield f"; {on_one_line(journal.title)}"
    yield f"option {_text('title')} {_text(journal.title)}"
    for one in journal.currencies:
        yield f"option {_text('operating_currency')} {_text(one.currency)}"
    for one in journal.currencies:
        yield f"{since} commodity {one.currency}"
    for named in journal.accounts:
        account = named.account
        yield f"{since} open {named.name} {','.join(account.currencies)}"
        yield f"  code: {_text(account.account)}"
        yield f"  name: {_text(account.account_name)}"
        yield f"  entity: {_text(account.entity_id)}"
        yield f"  role: {_text(account.account_role)}"


def transaction(one: JournalTransaction) -> Iterator[str]:
    """Write one transaction with its document; no amount is left to be inferred."""
    yield ""
    yield f"{one.booked_on} * {_text(one.telling)}"
    yield f"  transaction: {_text(one.transaction_id)}"
    yield f"  kind: {_text(one.document_kind)}"
    yield f"  document: {_text(one.document_id)}"
    yield f"  document-date: {one.document_date}"
    if one.company_id is not None:
        yield f"  company: {_text(one.company_id)}"
    for line in one.lines:
        yield f"  {line.account}  {line.amount} {line.currency}"
        if line.company_id is not None:
            yield f"    company: {_text(line.company_id)}"


def _text(value: str) -> str:
    """Quote a text; a quote or a backslash in it is escaped."""
    escaped = on_one_line(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
