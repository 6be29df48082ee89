"""Lets a program speak to the API in one role, for one company or for all."""

from pydantic import Field, field_validator
from sqlalchemy import insert

from app.actions.register import Action, Command, Deed, Result, Subject, register
from app.actions.workplace import Workplace
from app.domain.actors import Role
from app.store.tables.access import api_tokens


class CreateApiToken(Command):
    """Make a token known by its hash; the token itself never comes in here."""

    token_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 in hex.")
    label: str = Field(min_length=1, max_length=100, description="Whose token it is.")
    role: Role = Field(description="What the program may do, never `system`.")
    company_id: str | None = Field(default=None, description="Empty means all.")

    @field_validator("role")
    @classmethod
    def _is_a_persons(cls, role: Role) -> Role:
        if role is Role.SYSTEM:
            raise ValueError("the role system is the house's own")
        return role


class ApiTokenCreated(Result):
    """The token that is known now."""

    label: str
    role: Role
    company_id: str | None


def prepare(command: CreateApiToken, _workplace: Workplace) -> Subject:
    """A token is the house's own business."""
    return Subject(chain="house", company_id=command.company_id)


def handle(command: CreateApiToken, _subject: Subject, deed: Deed) -> ApiTokenCreated:
    """Store the hash with its role and scope."""
    deed.connection.execute(
        insert(api_tokens).values(
            token_hash=command.token_hash,
            label=command.label,
            role=command.role.value,
            company_id=command.company_id,
            created_at=deed.now,
        )
    )
    return ApiTokenCreated(
        label=command.label, role=command.role, company_id=command.company_id
    )


CREATE_API_TOKEN = register(
    Action(
        name="create_api_token",
        title="Create API token",
        command=CreateApiToken,
        result=ApiTokenCreated,
        roles=frozenset({Role.SUPER_ADMIN}),
        prepare=prepare,
        handle=handle,
        is_offered=False,
    )
)
