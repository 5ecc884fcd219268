"""Does the grading hold: what became of each grade, how well its points foretold it, better points (F-01…F-04)."""
