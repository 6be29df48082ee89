"""Says in words what a column holds and what an empty one means."""

from ingest.contracts.columns import Column


def holds(column: Column) -> str:
    """Say what a column holds: its words, or its type, bound and reference."""
    told = ", ".join(f"`{choice}`" for choice in column.choices) or column.type.value
    if column.minimum is not None:
        told += f", at least {column.minimum}"
    if column.maximum is not None:
        told += f", at most {column.maximum}"
    if column.references:
        told += f", of `{column.references}`"
    return told


def when_empty(column: Column) -> str:
    """Say what an empty value means."""
    if column.is_required:
        return "not allowed"
    if column.default_from:
        return f"as `{column.default_from}`"
    if column.default is None:
        return "null"
    return f"`{column.default}`" if column.default else "empty text"
