"""Points and spot checks: what costs how much (ledger), and what is looked at today (sampling)."""
