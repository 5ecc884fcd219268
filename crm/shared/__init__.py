"""What every feature stands on and no feature's own: database, stamp, clock, queue, forms, words."""
