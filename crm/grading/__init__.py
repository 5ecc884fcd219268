"""Does the grading hold: what became of each grade, how well the points foretold it, and better points to adopt (F-01…F-04)."""
