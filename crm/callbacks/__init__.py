"""Calling back: who is due today, what was said, and what was agreed (station 4)."""
