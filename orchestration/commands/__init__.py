"""What the commands of `tallyhouse` do, one file a kind."""
