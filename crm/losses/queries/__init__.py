"""What is read after a loss: who waits too long, whom an occasion concerns, what is to be said, the month."""
