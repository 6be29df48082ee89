"""What leaves the house after people acted: the outbox and its delivery."""
