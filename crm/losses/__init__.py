"""What is learnt from lost sales: the monthly review, what wakes them up again, and who reviews in time (R-236, F-15…F-17)."""
