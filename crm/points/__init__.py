"""Points taken off and spot checks: proposed with rule and evidence, confirmed by a supervisor, never in silence.

R-207, R-252…R-254, A-10.
"""
