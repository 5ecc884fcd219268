"""What to say in a call: short texts by theme and grade that marketing keeps, with the policy of the day (R-225, R-502)."""
