"""The store's people: who holds which post, their PINs, their teams, and the tablets they share."""
