"""Holds rows of text against a table's contract, all rows of a frame at once."""
