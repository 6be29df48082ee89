import pytest
from sqlalchemy import text

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.store.database import open_store, sqlite_url
from app.store.triggers import APPEND_ONLY
from app.store.verification import breaches
from tests.app.drafts import FINANCE, draft


@pytest.fixture
def store(tmp_path):
    store = open_store(sqlite_url(tmp_path / "tallyhouse.sqlite"))
    yield store
    store.close()


@pytest.fixture
def written(workplace, shelf):
    shelf.put(draft("a"), draft("b"), draft("c", entity_id="other"))
    for each in list(shelf):
        command = IssueInvoice(draft_id=each)
        perform(command, actor=FINANCE, op_key=each, workplace=workplace)
    return workplace.store


def tamper(store, *changes: str) -> None:
    """Change the file as an intruder would who can drop triggers."""
    with store.writing() as connection:
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                connection.execute(text(f"drop trigger {table}_refuses_{verb}"))
        connection.execute(text("pragma foreign_keys=off"))
        for change in changes:
            connection.execute(text(change))
        connection.commit()


def problems(store) -> str:
    with store.reading() as connection:
        return "\n".join(f"{b.subject}: {b.problem}" for b in breaches(connection))


def test_an_untouched_store_is_sound(written):
    assert problems(written) == ""


@pytest.mark.rule("5.2")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "update action_log set actor_id = 'x' where chain = 'acme' and seq = 1",
            "acme #1",
        ),
        ("update action_log set result = '{}' where chain = 'other'", "other #1"),
        (
            "update issued_invoices set total_minor = 1 where entity_id = 'other'",
            "other:",
        ),
        ("update issued_invoice_lines set amount_minor = 1", "acme:ACME-00001"),
        ("delete from action_log where chain = 'acme' and seq = 1", "1 is missing"),
        ("delete from action_log where chain = 'acme' and seq = 2", "ends elsewhere"),
        ("delete from action_log where chain = 'other'", "all 1 entries are missing"),
        ("update log_heads set last_seq = 9 where chain = 'other'", "ends elsewhere"),
    ],
)
def test_every_change_to_the_past_is_found_and_placed(written, change, told):
    tamper(written, change)

    assert told in problems(written)


def test_an_invoice_that_vanished_is_missed(written):
    tamper(
        written,
        "delete from claims where entity_id = 'other'",
        "delete from issued_invoice_lines where entity_id = 'other'",
        "delete from issued_invoices where entity_id = 'other'",
    )

    assert "tells of is missing" in problems(written)


@pytest.mark.rule("5.2")
def test_a_rewritten_invoice_with_a_new_hash_differs_from_its_log(written):
    tamper(
        written,
        "update issued_invoices set content_hash = 'f' where entity_id = 'other'",
    )

    assert "other:ACME-00001" in problems(written)
