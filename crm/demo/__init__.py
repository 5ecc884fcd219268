"""The demo store: made-up people who live the whole journey, so that a newcomer can walk it in five minutes."""
