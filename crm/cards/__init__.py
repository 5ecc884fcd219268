"""The advisor's card: who looks after a customer and how to reach them, and telling it when it changes (R-344)."""
