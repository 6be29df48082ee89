import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.store.migrating import HEAD, MIGRATIONS, revision
from app.store.tables import METADATA
from app.store.triggers import APPEND_ONLY, install_triggers
from tests.app.drafts import FINANCE, draft


@pytest.fixture
def issued(workplace, shelf):
    shelf.put(draft())
    command = IssueInvoice(draft_id=draft().invoice_id)
    perform(command, actor=FINANCE, op_key="op-1", workplace=workplace)
    return workplace.store


@pytest.mark.rule("5.2")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["update {} set op_key = 'x'", "delete from {}"])
def test_what_was_written_is_never_changed(issued, table, change):
    if table == "issued_invoice_lines":
        change = change.replace("op_key", "kind")

    with (
        pytest.raises(DBAPIError, match=f"{table} is append-only"),
        issued.writing() as connection,
    ):
        connection.execute(text(change.format(table)))


def test_putting_the_triggers_back_twice_changes_nothing(issued):
    with issued.writing() as connection:
        install_triggers(connection)
        install_triggers(connection)
        connection.commit()


def test_the_migrations_build_exactly_the_declared_tables(store):

    with store.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        assert revision(connection) == HEAD


def test_the_newest_migration_is_the_one_that_opening_goes_to():

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
