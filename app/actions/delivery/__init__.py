"""Actions that record what became of an effect outside."""
