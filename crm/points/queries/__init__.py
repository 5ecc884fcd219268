"""Reading points: rows and sums (ledger), who stands how high (people), the spot checks (checks)."""
