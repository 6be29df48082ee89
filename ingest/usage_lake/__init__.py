"""Usage events as Parquet by UTC day, their keys, corrections and day rollups."""
