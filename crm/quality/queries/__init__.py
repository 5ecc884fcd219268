"""What is looked for (checks), what was found and still holds (findings), and the history of both (trend)."""
