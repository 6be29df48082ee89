"""Triggers that make the tables of facts append-only.

They are put back after every migration: Alembic's batch mode drops a table's
triggers in SQLite without a word.
"""

from sqlalchemy import Connection, text

APPEND_ONLY = ("issued_invoices", "issued_invoice_lines", "action_log", "outbox")

_SQLITE = """
create trigger if not exists {table}_refuses_{verb} before {verb} on {table}
begin
    select raise(abort, '{table} is append-only: {verb} is refused');
end
"""

_FUNCTION = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op);
end $$
"""

_POSTGRESQL = """
create or replace trigger {table}_refuses_{verb} before {verb} on {table}
for each statement execute function refuse_change()
"""


def install_triggers(connection: Connection) -> None:
    """Create whatever trigger is missing; doing it twice changes nothing."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.execute(text(_FUNCTION))
    template = _SQLITE if is_sqlite else _POSTGRESQL
    verbs = ("update", "delete") if is_sqlite else ("update", "delete", "truncate")
    for table in APPEND_ONLY:
        for verb in verbs:
            connection.execute(text(template.format(table=table, verb=verb)))
