"""Finds the outbox line that a command is about."""

from app.actions.register import Subject
from app.actions.workplace import Workplace
from app.domain.refusals import NotFoundError
from app.store.outbox import read_line


def subject_of_line(outbox_key: str, workplace: Workplace) -> Subject:
    """Tell whose line it is and which chain its story goes on."""
    with workplace.store.reading() as connection:
        line = read_line(connection, outbox_key)
    if line is None:
        raise NotFoundError(
            f"The outbox has no line {outbox_key}.",
            remedy="Look at `tallyhouse deliveries`.",
            field="outbox_key",
        )
    return Subject(chain=line.chain, company_id=line.company_id, matter=line)
