"""Reading what the grading did: what happened around leads (landmarks), the page (page), downgrades (lowered)."""
