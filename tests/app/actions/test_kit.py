import pytest
from sqlalchemy import select

from app.actions import register as registry
from app.actions.invoices.issue_invoice import ISSUE_INVOICE, IssueInvoice
from app.actions.kit import perform
from app.actions.register import Action, Command, Result, Subject, all_actions
from app.domain.actors import Role
from app.domain.refusals import ApprovalRequiredError, OpKeyReusedError
from app.store.tables.actions import action_log
from tests.app.drafts import FINANCE, draft


class RaiseDegree(Command):
    """Raise the degree of something."""

    degree: int


class DegreeRaised(Result):
    degree: int


@pytest.fixture
def raise_degree(monkeypatch):
    action = Action(
        name="raise_degree",
        title="Raise degree",
        command=RaiseDegree,
        result=DegreeRaised,
        roles=frozenset({Role.FINANCE}),
        prepare=lambda _command, _place: Subject(chain="house", company_id=None),
        handle=lambda command, _subject, _deed: DegreeRaised(degree=command.degree),
        approvals=(
            lambda command, _subject, _actor: (
                "a degree above 3" if command.degree > 3 else None
            ),
        ),
    )
    monkeypatch.setitem(registry._REGISTER, "raise_degree", action)
    return action


def test_a_rule_can_ask_for_approval_before_anything_happens(raise_degree, workplace):
    with pytest.raises(ApprovalRequiredError, match="a degree above 3"):
        perform(
            RaiseDegree(degree=4), actor=FINANCE, op_key="op-1", workplace=workplace
        )

    with workplace.store.reading() as connection:
        assert connection.execute(select(action_log)).all() == []


def test_what_is_performed_stands_in_the_log_with_who_when_and_why(
    raise_degree, workplace, clock
):
    perform(RaiseDegree(degree=2), actor=FINANCE, op_key="op-1", workplace=workplace)

    with workplace.store.reading() as connection:
        entry = connection.execute(select(action_log)).one()
    assert (entry.action, entry.actor_id, entry.role) == (
        "raise_degree",
        "fay",
        "finance",
    )
    assert entry.performed_at == clock.instant
    assert entry.input == '{"degree":2}'
    assert entry.result == '{"degree":2}'


def test_each_entity_has_a_chain_of_its_own(workplace, shelf):
    shelf.put(draft("a"), draft("b", entity_id="other"), draft("c"))

    for each in list(shelf):
        command = IssueInvoice(draft_id=each)
        perform(command, actor=FINANCE, op_key=each, workplace=workplace)

    with workplace.store.reading() as connection:
        rows = connection.execute(
            select(action_log.c.chain, action_log.c.seq).order_by(action_log.c.chain)
        ).all()
    assert [tuple(row) for row in rows] == [("acme", 1), ("acme", 2), ("other", 1)]


@pytest.mark.parametrize("key", ["", "a" * 201, "with space", "quote'"])
def test_an_operation_key_that_stripe_could_not_search_for_is_refused(workplace, key):
    with pytest.raises(OpKeyReusedError, match="1 to 200 letters"):
        perform(
            IssueInvoice(draft_id="d"), actor=FINANCE, op_key=key, workplace=workplace
        )


def test_every_action_says_what_it_does_and_takes_frozen_commands():
    for action in all_actions():
        assert action.command.__doc__, action.name
        assert action.command.model_config["frozen"], action.name
        assert action.roles, action.name
    assert ISSUE_INVOICE in all_actions()
