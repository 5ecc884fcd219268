"""Cars that the store looks after: whose they are, and when each is due in the workshop."""
