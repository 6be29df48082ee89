"""Files become raw tables, and usage becomes days of the lake."""
