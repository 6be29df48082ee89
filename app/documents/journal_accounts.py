"""Names accounts so that both journal programs accept them."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from app.warehouse.ledger import LedgerAccount, Posting

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
Key = tuple[str, str, str]


def key_of(named: LedgerAccount | Posting) -> Key:
    """Return what an account's name stands for: entity, account and role."""
    return named.entity_id, named.account, named.account_role


def account_names(accounts: Iterable[LedgerAccount]) -> dict[Key, str]:
    """Name each account by kind, entity, role and code: `Assets:Us:Receivable:1100`."""
    listed = tuple(accounts)
    entities = _distinct({account.entity_id for account in listed})
    roles = _distinct({account.account_role for account in listed})
    codes = _distinct({account.account for account in listed})
    return {
        key_of(account): ":".join(
            (
                ROOTS[account.account_kind],
                entities[account.entity_id],
                roles[account.account_role],
                codes[account.account],
            )
        )
        for account in listed
    }


def _distinct(names: set[str]) -> dict[str, str]:
    """Spell names as parts; those that would look the same carry a hash as well."""
    spelt = {name: _part(name) for name in names}
    seen = Counter(spelt.values())
    return {
        name: part if seen[part] == 1 else f"{part}-{_hash(name)}"
        for name, part in spelt.items()
    }


def _part(name: str) -> str:
    """Spell a name as a part of an account: `a & b` is `A-b`, and `µ` is `X`."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "x"
    return plain[0].upper() + plain[1:]


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
