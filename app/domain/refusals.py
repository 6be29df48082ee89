"""What a refused action tells the person: what, why, and what to do about it."""


class RefusalError(Exception):
    """Base of every clear no: `code` is for programs, the rest is for people."""

    code = "refused"

    def __init__(self, message: str, *, remedy: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.remedy, self.field = message, remedy, field

    def __str__(self) -> str:
        """Say what happened and what to do."""
        return f"{self.message} {self.remedy}"


class NotAllowedError(RefusalError):
    """The actor's role or companies do not cover this: ask somebody whose do."""

    code = "not_allowed"


class NotFoundError(RefusalError):
    """The thing named does not exist where it was looked for: check the id."""

    code = "not_found"


class WrongStateError(RefusalError):
    """The thing is in a state that does not allow this; the message names it."""

    code = "wrong_state"


class OpKeyReusedError(RefusalError):
    """One operation key came with two different inputs: make a new key."""

    code = "op_key_reused"


class ApprovalRequiredError(RefusalError):
    """A rule wants somebody else's approval first; the message names the rules."""

    code = "approval_required"


class ConflictError(RefusalError):
    """Somebody else has already taken what this needs: look again, then decide."""

    code = "conflict"
