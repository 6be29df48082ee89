"""Reads files into frames of text, every physical record accounted for."""
