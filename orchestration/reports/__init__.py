"""What a run tells people: figures, checks and words."""
