"""The tablet of the store: paired, locked, and at work without the network."""
