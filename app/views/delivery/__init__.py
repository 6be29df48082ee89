"""Views of what leaves the house."""
