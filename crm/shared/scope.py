"""What a person may not see does not exist for them: queries raise NotYours, the answer is 404 (Decision 10)."""


class NotYours(LookupError):
    """There is no such row, or it belongs to somebody else; nobody is told which."""
