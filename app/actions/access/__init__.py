"""Actions on who may speak to the house."""
