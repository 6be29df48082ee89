import pytest

from app.actions.invoices.issue_invoice import IssueInvoice
from app.actions.kit import perform
from app.domain.actors import Actor, Role
from app.domain.refusals import NotAllowedError
from app.views.invoices.issued_invoices import ISSUED_INVOICES, IssuedInvoicesFilter
from app.views.kit import all_views, look
from tests.app.drafts import FINANCE, draft


@pytest.fixture
def issued(workplace, shelf):
    shelf.put(draft("quay"), draft("mole"), draft("pier", entity_id="other"))
    for each in list(shelf):
        command = IssueInvoice(draft_id=each)
        perform(command, actor=FINANCE, op_key=each, workplace=workplace)
    return workplace


def companies(workplace, *, actor=FINANCE, **wanted) -> set[str]:
    asked = IssuedInvoicesFilter(**wanted)
    rows = look(ISSUED_INVOICES, asked, actor=actor, store=workplace.store)
    return {row.company_id for row in rows}


def test_a_filter_narrows_what_is_listed(issued):
    assert companies(issued) == {"quay", "mole", "pier"}
    assert companies(issued, company_id="quay") == {"quay"}
    assert companies(issued, entity_id="other") == {"pier"}
    assert companies(issued, since="2026-04-02") == set()


@pytest.mark.parametrize("view", all_views(), ids=lambda view: view.name)
@pytest.mark.parametrize("scope", [frozenset(), frozenset({"quay"})], ids=len)
def test_every_view_keeps_to_the_readers_companies(issued, view, scope):
    reader = Actor(actor_id="r", role=Role.FINANCE, companies=scope)

    rows = look(view, view.filter(), actor=reader, store=issued.store)

    assert {row.company_id for row in rows} == scope


@pytest.mark.parametrize("view", all_views(), ids=lambda view: view.name)
def test_a_role_that_is_not_named_sees_nothing(issued, view):
    reader = Actor(actor_id="r", role=Role.TECHNICIAN, companies=None)

    with pytest.raises(NotAllowedError):
        look(view, view.filter(), actor=reader, store=issued.store)


def test_every_column_of_a_view_has_a_row_to_show(issued):
    for view in all_views():
        rows = look(view, view.filter(), actor=FINANCE, store=issued.store)
        assert rows, view.name
        assert set(rows[0].model_dump()) == set(view.row.model_fields)
