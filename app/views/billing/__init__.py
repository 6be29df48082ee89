"""Views of what is billed."""
