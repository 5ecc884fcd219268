"""The workshop file: each visit of a vehicle, what was done, and who paid for it."""
