"""Test drives: rules, booking also in a race, papers, photos that go, feedback, screens."""
