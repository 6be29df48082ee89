"""A local stand-in for Stripe that keeps its books in one SQLite file.

It answers the calls that the gateway makes in Stripe's current shapes. Which
parameters exist is read from the installed SDK, so it refuses what Stripe would.
"""
