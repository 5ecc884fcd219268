"""A question that nobody could answer at once: a specialist owes the answer, and it opens the next call (R-229)."""
