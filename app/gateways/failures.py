"""How a call to the outside can fail, told apart by what to do next."""


class TryAgainError(Exception):
    """The outside was busy, broken or out of reach: send the same again later."""


class GiveUpError(Exception):
    """The outside refused for good: a person has to look before anything is resent."""
