"""After a lost sale: who reviews in time, what is still said, what wakes it, what the month teaches (R-236, F-15)."""
