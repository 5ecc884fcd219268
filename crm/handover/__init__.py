"""From sales to after-sales: each new owner is taken over within a day, else the board says so (A-33)."""
