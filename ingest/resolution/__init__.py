"""Decides which of the accepted rows a table keeps, by its key and its references."""
