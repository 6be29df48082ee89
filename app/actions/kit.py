"""`perform`, the only door to the operational store."""

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from app.actions.register import Action, Command, Deed, Result, Subject, action_for
from app.actions.workplace import Workplace
from app.domain.actors import Actor
from app.domain.refusals import (
    ApprovalRequiredError,
    ConflictError,
    NotAllowedError,
    OpKeyReusedError,
)
from app.store.action_log import LogEntry, append, find_entry, lock_head
from app.store.kill_points import reached

_TRIES_MAX = 3
_OP_KEY = re.compile(r"[A-Za-z0-9._:/@+-]+")
_LENGTH_MAX = {True: 200, False: 255}


@dataclass(frozen=True)
class Outcome:
    """What came of a command: done now, done before under this key, or only tried."""

    result: Result
    is_replay: bool = False
    is_preview: bool = False


def perform(
    command: Command,
    *,
    actor: Actor,
    op_key: str,
    workplace: Workplace,
    preview: bool = False,
) -> Outcome:
    """Do what a command asks, exactly once for an operation key, and log it."""
    action = action_for(command)
    _check_role(action, actor)
    _check_key(op_key, length_max=_LENGTH_MAX[action.is_offered])
    earlier = _earlier(action, command, actor=actor, op_key=op_key, place=workplace)
    if earlier:
        return earlier
    subject = action.prepare(command, workplace)
    _check_scope(action, subject.company_id, actor)
    _check_approvals(action, command, subject, actor)
    clash: IntegrityError | None = None
    for _ in range(_TRIES_MAX):
        try:
            return _transact(
                action,
                command,
                subject,
                actor=actor,
                op_key=op_key,
                place=workplace,
                preview=preview,
            )
        except IntegrityError as error:
            clash = error
    raise ConflictError(
        f"{action.name} met somebody else's change {_TRIES_MAX} times.",
        remedy="Look again, then repeat it with the same operation key.",
    ) from clash


def _transact(
    action: Action,
    command: Command,
    subject: Subject,
    *,
    actor: Actor,
    op_key: str,
    place: Workplace,
    preview: bool,
) -> Outcome:
    with place.store.writing() as connection:
        head = lock_head(connection, subject.chain)
        known = find_entry(connection, op_key)
        if known:
            return _replay(action, command, known, actor=actor)
        deed = Deed(connection=connection, actor=actor, op_key=op_key, now=place.now())
        result = action.handle(command, subject, deed)
        reached("action_in_transaction", action.name)
        if preview:
            connection.rollback()
            return Outcome(result, is_preview=True)
        append(connection, _entry(action, command, subject, deed, result), head=head)
        reached("action_before_commit", action.name)
        connection.commit()
    reached("action_after_commit", action.name)
    return Outcome(result)


def _earlier(
    action: Action, command: Command, *, actor: Actor, op_key: str, place: Workplace
) -> Outcome | None:
    with place.store.reading() as connection:
        known = find_entry(connection, op_key)
    return _replay(action, command, known, actor=actor) if known else None


def _replay(
    action: Action, command: Command, known: LogEntry, *, actor: Actor
) -> Outcome:
    if (known.action, known.input_hash) != (action.name, _input_hash(command)):
        raise OpKeyReusedError(
            "This operation key was used before, for something else.",
            remedy="Make a new key for a new intent.",
            field="op_key",
        )
    _check_scope(action, known.company_id, actor)
    return Outcome(action.result.model_validate_json(known.result), is_replay=True)


def _entry(
    action: Action, command: Command, subject: Subject, deed: Deed, result: Result
) -> LogEntry:
    return LogEntry(
        op_key=deed.op_key,
        chain=subject.chain,
        action=action.name,
        actor_id=deed.actor.actor_id,
        role=deed.actor.role.value,
        company_id=subject.company_id,
        performed_at=deed.now,
        input=command.model_dump_json(),
        input_hash=_input_hash(command),
        result=result.model_dump_json(),
    )


def _input_hash(command: Command) -> str:
    return hashlib.sha256(command.model_dump_json().encode()).hexdigest()


def _check_role(action: Action, actor: Actor) -> None:
    if actor.role not in action.roles:
        wanted = ", ".join(sorted(role.value for role in action.roles))
        raise NotAllowedError(
            f"The role {actor.role} may not {action.title.lower()}.",
            remedy=f"Ask somebody in one of these roles: {wanted}.",
        )


def _check_scope(action: Action, company_id: str | None, actor: Actor) -> None:
    if actor.companies is None:
        return
    if company_id is None or not actor.may_see(company_id):
        raise NotAllowedError(
            f"To {action.title.lower()} here lies outside your companies.",
            remedy="Ask somebody who looks after this company.",
        )


def _check_approvals(
    action: Action, command: Command, subject: Subject, actor: Actor
) -> None:
    asked = (rule(command, subject, actor) for rule in action.approvals)
    reasons = [reason for reason in asked if reason]
    if reasons:
        raise ApprovalRequiredError(
            f"This needs approval first: {'; '.join(reasons)}.",
            remedy="Ask for the approval, then repeat it.",
        )


def _check_key(op_key: str, *, length_max: int) -> None:
    if not 1 <= len(op_key) <= length_max or not _OP_KEY.fullmatch(op_key):
        raise OpKeyReusedError(
            f"An operation key has 1 to {length_max} letters, digits or any of ._:/@+-",
            remedy="Make one for each intent, such as a UUID.",
            field="op_key",
        )
