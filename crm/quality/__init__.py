"""Data health: what is missing, doubtful or stale on file, and the fix (R-607)."""
