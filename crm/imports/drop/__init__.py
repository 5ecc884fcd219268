"""The scheduled drop: a folder, or a mount, into which a dealer system puts its lists; a job takes them from there."""
