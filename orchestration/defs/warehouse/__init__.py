"""The dbt models and their checks, and the version that readers see."""
