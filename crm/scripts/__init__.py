"""What to say: a script for each theme and grade, and the policy of the day, both written by marketing (R-225)."""
