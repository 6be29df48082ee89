"""Writes files that people and other programs read: journals, and what is to come."""
