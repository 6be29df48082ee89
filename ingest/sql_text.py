"""Texts as SQL writes them."""


def quoted(text: str) -> str:
    """Return the SQL of a text; a NUL as it is would end the statement."""
    inner = text.replace("'", "''").replace("\0", "' || chr(0) || '")
    return f"'{inner}'"
