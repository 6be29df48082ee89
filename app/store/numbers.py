"""Allocates invoice numbers, gapless, inside the transaction that issues."""

from datetime import date

from sqlalchemy import Connection, and_, insert, select, update

from app.domain.numbering import NumberingScheme
from app.store.tables.invoices import number_sequences


def allocate_number(
    connection: Connection,
    *,
    entity_id: str,
    scheme: NumberingScheme,
    on: date,
    known: int = 0,
) -> str:
    """Take the next number of a scheme; `known` are used by a replaced system."""
    key = {
        "entity_id": entity_id,
        "scheme": f"{scheme.prefix}{scheme.separator}",
        "period_key": scheme.period_key(on),
    }
    matches = and_(*(number_sequences.c[name] == value for name, value in key.items()))
    last = connection.scalar(
        select(number_sequences.c.last_number).where(matches).with_for_update()
    )
    counter = max(last or 0, known) + 1
    if last is None:
        first = {"first_number": counter, "last_number": counter}
        connection.execute(insert(number_sequences).values(**key, **first))
    else:
        connection.execute(
            update(number_sequences).where(matches).values(last_number=counter)
        )
    return scheme.number(counter, on=on)
