"""What stands in the yard and what is free: read from a file of the dealer management system, never written back."""
