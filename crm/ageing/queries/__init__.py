"""What is due and who could take it (due), a run as its page shows it (page)."""
