"""A store of an earlier release opens with everything it issued still verifiable."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from app.store.database import Store, open_store
from app.store.invoices import FrozenInvoice, read_frozen
from app.store.migrating import HEAD, MIGRATIONS, revision
from app.store.triggers import install_triggers
from tests.app.domain.test_invoice_content import DIGESTS

LINE = """
    insert into issued_invoice_lines (
        entity_id, invoice_no, line_no, company_id, kind, amount_minor, discount_minor,
        tax_minor, claim_key, quantity, unit_amount
    ) values (
        'acme', 'ACME-00001', 1, 'harbour', 'recurring', 1000, 0, 0,
        'item-1|2026-03-01|2026-04-01', '1', '1000'
    )
"""


@pytest.fixture(params=[("0001", 1), ("0002", 2)], ids=["first", "second"])
def release(request: pytest.FixtureRequest) -> tuple[str, int]:
    """A release by its revision, and the version of content it hashed."""
    return request.param


@pytest.fixture
def older(store_url: str, release: tuple[str, int]) -> Iterator[Store]:
    """A store of an earlier release that issued one invoice, opened by this one."""
    make_folder_of(store_url)
    engine = create_engine(store_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, release[0])
        install_triggers(connection)
        connection.execute(text(issued_by_version(release[1])))
        connection.execute(text(LINE))
    engine.dispose()
    store = open_store(store_url)
    yield store
    store.close()


def issued_by_version(version: int) -> str:
    """Return the invoice as that release stored it."""
    return f"""
        insert into issued_invoices values (
            'acme', 'ACME-00001', 'harbour', '2026-03-01', '2026-03-31', 'USD', 1000,
            'issued', null, null, 1000, 0, 0, '2026-03-01', '2026-04-01', 'draft',
            'run-1', '{DIGESTS[version]}', {version}, '2026-03-01 09:00:00', 'op-1',
            null
        )
    """


def make_folder_of(store_url: str) -> None:
    """SQLite makes a file, but not the folder that it lies in."""
    database = make_url(store_url).database
    if store_url.startswith("sqlite") and database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def issued(store: Store) -> FrozenInvoice:
    with store.reading() as connection:
        assert revision(connection) == HEAD
        frozen = read_frozen(connection, entity_id="acme", invoice_no="ACME-00001")
    assert frozen is not None
    return frozen


@pytest.mark.rule("5.2", "trap 62")
def test_an_invoice_of_an_earlier_release_verifies_as_it_was_hashed(
    older: Store, release: tuple[str, int]
) -> None:
    frozen = issued(older)

    assert frozen.hash_version == release[1]
    assert frozen.is_untouched
    assert frozen.lines[0].tax_reason is None
    assert frozen.lines[0].discounts_taken is None


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    "change", ["tax_reason = 'exempt'", """discounts_taken = '{"loyal": -10}'"""]
)
def test_its_lines_cannot_be_given_a_tax_or_a_discount_afterwards(
    older: Store, change: str
) -> None:
    with (
        pytest.raises(DBAPIError, match="issued_invoice_lines is append-only"),
        older.writing() as connection,
    ):
        connection.execute(text(f"update issued_invoice_lines set {change}"))
