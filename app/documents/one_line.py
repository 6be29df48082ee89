"""Keeps a text on the line that a journal gives it."""


def on_one_line(value: str) -> str:
    """Put a space where a sign would end the line or cannot be seen."""
    return "".join(sign if sign.isprintable() else " " for sign in value)
