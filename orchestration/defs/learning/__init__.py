"""Predictions over the marts, and what became of their gates."""
